"""Disclosure control: which counts of people a publication withholds, and what remains unknown of them."""
