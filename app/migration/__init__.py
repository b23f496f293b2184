"""Brings rooms of the old system over to key tokens, curves and reserves of their own."""
