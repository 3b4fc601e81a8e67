"""What the cross-checks of recognition are worth."""
