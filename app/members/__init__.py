"""The people who trade."""
