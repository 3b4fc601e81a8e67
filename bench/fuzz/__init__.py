"""Hostile inputs for every parser of recognition, and what became of them."""
