"""What there is to write on, and its words."""
