"""Projects from proposal to settlement."""
