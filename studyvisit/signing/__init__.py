"""Reports that are frozen, commented on, signed, verified and published."""
