"""Problems found by audits, inspections and evaluations, until they are closed."""
