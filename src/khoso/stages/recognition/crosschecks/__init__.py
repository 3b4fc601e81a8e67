"""Register, neighbours, the notation in use that year, weekday and gaps: what lifts or lowers a confidence."""
