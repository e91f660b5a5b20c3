"""To-dos, notices, reminders."""
