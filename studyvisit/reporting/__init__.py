"""Read-only reports across features."""
