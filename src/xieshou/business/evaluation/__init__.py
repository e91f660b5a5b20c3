"""The performance cycle: goals, monitoring, self-evaluation, evaluation, application, dossier."""
