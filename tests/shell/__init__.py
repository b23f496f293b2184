"""Tests of the shell: demo, window and workspace commands."""
