"""Batches and their gates: what must be on record before scanning starts, and the way a batch goes."""
