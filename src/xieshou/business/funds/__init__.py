"""Money: sources, allocation, budgets, payments."""
