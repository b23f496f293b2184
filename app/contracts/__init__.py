"""Writes a room's contracts for the Stacks chain, as a whole Clarinet project."""
