"""What an office lays down itself: lists, limits and templates, as versions that stay."""
