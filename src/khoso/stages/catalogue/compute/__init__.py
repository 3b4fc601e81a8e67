"""A delivery's workbook read and its files paired: files in, plain rows out, no database."""
