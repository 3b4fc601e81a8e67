"""Describing fonds, series, dossiers and items: forms, checks, corrections with their history, arrangement."""
