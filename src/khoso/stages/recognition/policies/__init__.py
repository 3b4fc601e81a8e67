"""What is accepted without a look, which of it is looked at all the same, and whether that held."""
