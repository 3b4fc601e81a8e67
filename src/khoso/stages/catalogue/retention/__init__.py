"""Clocks of retention, and the yearly list of what has expired."""
