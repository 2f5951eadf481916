"""Alembic migrations: each a frozen description of one step of the schema; they know no table of today."""
