"""Inspection rounds of Home Affairs, monitoring by agencies' own teams, and what was found until it is mended."""
