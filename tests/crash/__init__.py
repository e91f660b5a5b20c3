"""The server and the worker killed in the middle of work: nothing committed is lost, nothing half-done stays."""
