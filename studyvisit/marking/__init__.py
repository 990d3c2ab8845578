"""People mark answers: what waits, by which rubric, a second marker, and whoever decides between two."""
