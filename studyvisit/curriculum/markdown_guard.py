"""What keeps Python-Markdown from being driven into the ground by a hostile or an accidental text."""

from __future__ import annotations

from markdown import Markdown
from markdown.extensions import Extension


class Guard(Extension):
    """Shows a block that would take too long to render as it is written, and says so in `complaints`."""

    def __init__(self) -> None:
        super().__init__()
        self.complaints: list[str] = []

    def may_render(self, text: str) -> bool:
        """Return whether a text as a whole can be rendered in good time."""
        return True

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name that Python-Markdown calls)
        """Hang the guard into a converter."""
