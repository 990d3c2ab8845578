"""The curriculum: text files in, checked, rendered and immutable content out. No database, no Flask."""
