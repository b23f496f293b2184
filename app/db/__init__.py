"""The database: engine, column types, transactions, migrations, backup and live changes."""
