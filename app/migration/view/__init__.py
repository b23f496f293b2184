"""The screen of the migration of legacy rooms."""
