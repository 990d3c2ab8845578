"""Reading lessons."""
