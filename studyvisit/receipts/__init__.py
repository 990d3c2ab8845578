"""What a save was answered, so that the same save again gets the same answer."""
