"""Tests of the parts that all charts share."""
