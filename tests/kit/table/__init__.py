"""Tests of the paged table."""
