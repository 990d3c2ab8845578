"""A page: exactly what one template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import render_template
from markupsafe import Markup


@dataclass(frozen=True, kw_only=True)
class Page:
    """The base of every page. `title` is the text of its one first-level heading."""

    template: ClassVar[str]

    title: str

    def render(self) -> str:
        """Return the page as HTML; the template knows one name, `page`."""
        return render_template(self.template, page=self)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumbs above a page."""

    text: str
    url: str


def sanitised(html: str) -> Markup:
    """Mark HTML of a published revision as ready to show.

    The one place that does: `curriculum.render` sanitised it at publishing, and nothing edits it after.
    """
    return Markup(html)
