"""Tests of legacy rooms on curves of their own."""
