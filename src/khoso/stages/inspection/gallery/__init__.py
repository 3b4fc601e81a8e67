"""A delivery's pages as thumbnails, and the marking of defects."""
