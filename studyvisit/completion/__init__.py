"""From evidence to a certificate that anyone can verify."""
