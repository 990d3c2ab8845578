"""Templates are indented for those who write them; readers on metered lines need not pay for it."""

from __future__ import annotations

import re

from jinja2.ext import Extension

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Unindented(Extension):
    """Take the indentation out of HTML templates when they are compiled. None of it may carry a meaning."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template without what stands before the first character of each line."""
        return _INDENTATION.sub("", source) if name and name.endswith(".html") else source
