"""Visits, surveys, receptions and meetings between the two sides."""
