"""申请 Requests: what units ask for, approved wholly or in part. An unknown quantity is allowed and stays unknown."""
