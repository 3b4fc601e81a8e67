"""Lists of dossiers to digitise: made, proposed, decided, frozen, replaced by a new version."""
