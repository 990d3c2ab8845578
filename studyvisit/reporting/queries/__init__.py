"""Numbers across features; nothing here writes."""
