"""Readers of published documents: what they print, with the place of everything, and what could not be read."""
