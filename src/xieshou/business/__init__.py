"""The field's own work: ledgers, projects, funds, evaluation."""
