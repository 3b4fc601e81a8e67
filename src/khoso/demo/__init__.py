"""Invented paper: administrative documents that nobody wrote, scanned by a scanner that does not exist.

The demo, the load tests and the benchmarks live on it. Deterministic by seed.
"""
