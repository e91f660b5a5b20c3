"""The official layouts: each builds a `Document` from published data."""
