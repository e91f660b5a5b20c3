"""Changing assets and households beyond their ledgers' own entries."""
