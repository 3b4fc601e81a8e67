"""How quickly the catalogue takes in, finds and shows."""
