"""What already exists: near-equal dossiers, documents and pages, shown side by side."""
