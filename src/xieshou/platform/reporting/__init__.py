"""Periods, who must report what by when, approval from below, locks."""
