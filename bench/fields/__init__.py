"""How well the index fields are proposed: on real scans with typed truths, and on invented papers in number."""
