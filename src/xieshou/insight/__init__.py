"""What is made of the data: places, briefings, monitoring."""
