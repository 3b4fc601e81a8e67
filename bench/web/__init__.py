"""A load run: a city's worth of rows, the real server, twenty requests a second."""
