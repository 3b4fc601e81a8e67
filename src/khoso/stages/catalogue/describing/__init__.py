"""Describing fonds, series, dossiers and items: forms, checks against the Circular, corrections with their history, arrangement."""
