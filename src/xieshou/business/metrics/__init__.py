"""Figures declared as aggregates, and where each comes from."""
