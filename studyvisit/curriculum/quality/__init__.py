"""Whether content teaches as it should: what a colleague who reads it critically would ask for.

Nothing found here keeps content from being published. Findings are made from documents alone, so that
they are the same before publishing and after it.
"""
