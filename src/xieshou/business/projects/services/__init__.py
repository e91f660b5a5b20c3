"""Changes of state, one module for each part of a project's life."""
