"""工作日志 Work log: a page a day of what was done, seen and is to be done; lines are struck, never edited."""
