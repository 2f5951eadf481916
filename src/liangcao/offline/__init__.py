"""离线 Offline: forms filled in without signal come later; what is refused then waits for somebody to look at it."""
