"""Looking through the catalogue as archivists do: tree, columns, facets, saved views, edits of many at once."""
