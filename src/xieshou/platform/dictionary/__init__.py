"""Indicators with their versions, and code sets that keep their history."""
