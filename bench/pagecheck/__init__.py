"""The machine check of pages measured: what it finds, what it finds in vain, how long it takes."""
