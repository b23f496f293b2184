"""Tests of the Qt parts that slices share."""
