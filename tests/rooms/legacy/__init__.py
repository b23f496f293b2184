"""Tests of the import of legacy rooms."""
