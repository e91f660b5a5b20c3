"""What projects leave behind: assets, the households they are for, and what those receive."""
