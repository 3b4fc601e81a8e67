"""The checking guide and who has read it."""
