"""Drawing and mending pages: plain Python over files, for limited processes."""
