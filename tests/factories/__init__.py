"""Small worlds for tests: real names of places, people who are roles."""
