"""Reading files in and writing files out. No database, no Django.

`read_file` reads text and proposes fields; `write_pdfa` writes the two-layer PDF/A; `write_alto` the words of a page;
`read_cover` and `read_inventory` the papers a dossier carries about itself. Everything that parses bytes from outside
(`render_pages`, `write_pdfa`) is a top-level function of picklable arguments, so that it can run in a limited child.
"""
