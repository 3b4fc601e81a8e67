"""How soon a wall of 5,000 pages is seen, and how smoothly it scrolls."""
