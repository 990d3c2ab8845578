"""How well people know what they know: self-ratings beside quiz answers and how sure they were of them."""
