"""Lots drawn for a person to look at, their verdicts, the check report, the statistics."""
