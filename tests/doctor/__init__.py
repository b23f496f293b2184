"""Tests of the curve doctor."""
