"""The one door to the database: engine, transactions, set-based statements, migrations. SQLite and PostgreSQL alike."""
