"""The cut-off year of a large series: volume and cost on both sides."""
