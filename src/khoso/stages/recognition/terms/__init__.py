"""What corrections teach: abbreviations, names and places, tried on what is read next."""
