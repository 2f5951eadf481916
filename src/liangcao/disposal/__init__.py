"""报废 Disposal: unusable goods are proposed, approved by another, and destroyed before a witness who is neither."""
