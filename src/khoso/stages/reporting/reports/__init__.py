"""Agencies' reports through their whole life: opened already filled, written, signed, received, corrected."""
