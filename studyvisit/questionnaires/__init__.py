"""Self-assessments in waves."""
