"""Measurements. They show; they never assert: `make bench`, or `python -m benchmarks pages --url http://localhost:8000`."""
