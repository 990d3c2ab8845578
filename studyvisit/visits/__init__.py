"""Site visits: what to know, to look for and to talk about."""
