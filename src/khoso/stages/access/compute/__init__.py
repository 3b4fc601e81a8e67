"""Files in, files out: where the words a person sought stand on a page, and the pieces of page images a viewer asks."""
