"""Questions from and to other platforms."""
