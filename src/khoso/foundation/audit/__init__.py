"""Append-only, hash-chained trail: who did or saw what, when, from where."""
