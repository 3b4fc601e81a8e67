"""Files in, files out: OCFL 1.1 written, read, judged, copied and mended. Knows no database."""
