"""People, institutions, invitations, signing in and sessions."""
