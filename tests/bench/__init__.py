"""Benchmarks, run by `make bench` and by nothing else."""
