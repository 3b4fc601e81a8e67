"""Fonds, dossiers, items: what exists and what it is about."""
