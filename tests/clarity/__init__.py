"""The exported contracts in the chain's own VM, beside Tokendesk."""
