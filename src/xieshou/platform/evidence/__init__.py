"""Files, stored once, and what each proves."""
