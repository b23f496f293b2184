"""Assets, accounts, entries and transfers: the one place where balances change."""
