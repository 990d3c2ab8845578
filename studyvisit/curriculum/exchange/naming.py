"""Short words for a question: names and excerpts on one line."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^\W_]")
_FORMATTING = re.compile(r"<[^<>]*>|[*_`\\#>|]+")


def squeezed(text: str) -> str:
    """Return a text without white space around it and with single spaces within."""
    return " ".join(text.split())


def shortened(text: str, longest: int = 60) -> str:
    """Return the first words of a text."""
    words = squeezed(text)
    return words if len(words) <= longest else f"{words[:longest].rsplit(' ', 1)[0]} …"


def name_from(prompt: str) -> str:
    """Return a name for trainers made of a question's first words."""
    first = next((line for line in prompt.split("\n") if _LETTERS.search(line)), prompt)
    return shortened(_FORMATTING.sub(" ", first), 50)
