"""Filled in with the part itself."""
