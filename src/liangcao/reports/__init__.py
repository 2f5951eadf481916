"""Reports: read-only views across capabilities; nothing here changes the books."""
