"""Benchmarks: one script per claim, peers side by side in one run. Never part of the tests."""
