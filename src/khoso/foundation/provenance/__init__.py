"""Append-only PREMIS events: what happened to a digital object."""
