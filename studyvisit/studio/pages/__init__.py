"""What each page of the studio shows."""
