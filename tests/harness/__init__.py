"""What tests stand on: a real PostgreSQL server, the import contracts' skeleton, the repository's own text."""
