"""Scans brought in by the browser or a watched folder, split into items, paired with the rows of the catalogue."""
