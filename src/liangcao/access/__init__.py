"""Who may: people, their roles by place, sessions, and the duties that one person may not join."""
