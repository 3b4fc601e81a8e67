"""Rounds of acceptance: what counts, from evidence; minutes, signatures, certificate."""
