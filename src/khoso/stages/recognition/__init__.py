"""From page images to text, proposed index fields and a two-layer PDF/A; a person confirms what the machine proposes."""
