"""Who did what, recorded in the same transaction as the act."""
