"""Where people meet the platform: the workbench, search."""
