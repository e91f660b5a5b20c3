"""What changes the forms of the performance cycle."""
