"""Defects returned to the contractor, mended and looked at again."""
