"""Finding frozen reports, and asking the database as it was."""
