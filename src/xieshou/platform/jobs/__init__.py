"""Work that takes longer than a page: queued, with progress, restartable after a crash."""
