"""Work that nobody waits for: kept in the database, done by `flask jobs run`, its effect exactly once."""
