"""The key that signs the log's heads: another one takes its place by an entry that two people made."""
