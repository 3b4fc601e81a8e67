"""Guidance documents: versions, the one in force, who has read it."""
