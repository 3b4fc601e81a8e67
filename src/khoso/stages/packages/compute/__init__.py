"""Files in, files out: no database, no Django."""
