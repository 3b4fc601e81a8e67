"""From page images to text, proposed index fields and two-layer PDF/A; a person confirms what is proposed."""
