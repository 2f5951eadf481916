"""命令行 The command line: builds commands, shows queries; holds no SQL and no rules."""
