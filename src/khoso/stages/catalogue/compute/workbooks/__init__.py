"""Workbooks of many layouts, read row by row: grids, fonts, columns, cells, rows, what shows only across rows."""
