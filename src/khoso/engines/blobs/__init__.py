"""Bytes named by their SHA-256: the same bytes are kept once, and the name proves them."""
