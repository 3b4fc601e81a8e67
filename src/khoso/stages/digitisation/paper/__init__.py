"""Paper handed over and back, box by box, dossier by dossier; labels; differences with an owner."""
