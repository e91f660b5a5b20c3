"""Donations: money, goods, pledges."""
