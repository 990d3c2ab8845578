"""How templates are read: strictly, and without the indentation that only their writers need."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import StrictUndefined
from jinja2.ext import Extension

_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def init_app(app: Flask) -> None:
    """Let templates fail on a name they are not given, and cost readers on metered lines no blanks."""
    app.jinja_environment = SharedGlobals
    app.jinja_options = {
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.do", Unindented],
    }


class SharedGlobals(Environment):
    """Lend every template the one dictionary of globals.

    Jinja lays an empty one of the template's own over it, and at each import of a component looks up every
    name in both: a twentieth of a lesson's page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds beside its own variables."""
        return super().make_globals(d) if d else self.globals


class Unindented(Extension):
    """Take the indentation out of HTML templates when they are compiled. None of it may carry a meaning."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template without what stands before the first character of each line."""
        return _INDENTATION.sub("", source) if name and name.endswith(".html") else source
