"""Doubts that one answer settles: the same reading of the same field across a delivery."""
