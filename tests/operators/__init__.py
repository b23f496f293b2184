"""Tests of the operators slice."""
