"""How Hypothesis looks for counter-examples here: on shared machines no single try has a deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("shared-machine", deadline=None, max_examples=60)
settings.load_profile("shared-machine")
