"""Tokendesk: the desktop console of a token-gated chat platform."""

__version__ = "0.1.0"
