"""How one state of a unit differs from another: in its text, in what readers see, and in what is asked."""
