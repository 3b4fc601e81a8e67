"""Digitisation: batches of scans come in, and every page is checked by machine."""
