"""What a frozen report is, what makes it whole, how two differ and how one stands."""
