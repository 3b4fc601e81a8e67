"""Sampling by attributes as the standard fixes it: plain Python, no database."""
