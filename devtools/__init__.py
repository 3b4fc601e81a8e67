"""What `./dev` does. Standard library only, except `maps`, which runs in the project's own environment."""
