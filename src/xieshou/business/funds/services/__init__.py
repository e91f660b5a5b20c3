"""Changes of state: sources, allocation, budgets, changes, payments, each with its right, its checks and its log entry."""
