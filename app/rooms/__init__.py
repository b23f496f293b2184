"""The key token factory: one key token for each chat room."""
