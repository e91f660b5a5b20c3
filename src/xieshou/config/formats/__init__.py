"""Formats of numbers and dates per language."""
