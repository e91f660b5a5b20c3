"""Regions with their history, and one register of organisations."""
