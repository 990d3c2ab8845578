"""What trainers hand in."""
