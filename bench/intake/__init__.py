"""Measures of bringing scans in: the whole line, sending from a browser, a wave of pages through the check."""
