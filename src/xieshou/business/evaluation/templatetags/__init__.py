"""Template tags of the performance cycle."""
