"""Who changed what, when, from what, to what, and why: append-only and chained by hashes."""
