"""Who works in Tokendesk, what each may do, and what each did."""
