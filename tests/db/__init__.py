"""Tests of the workspace's database."""
