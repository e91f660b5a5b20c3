"""Imports with row-level errors and undo; exports as streamed jobs."""
