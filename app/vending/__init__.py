"""Bonding curves and the trades on them."""
