"""People, their posts, roles, and what each may see and do."""
