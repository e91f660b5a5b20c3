"""Templates of forms and documents that an office edits itself."""
