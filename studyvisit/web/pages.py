"""A page: exactly what one template is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import g, render_template
from flask_babel import get_translations
from flask_wtf import FlaskForm
from markupsafe import Markup


@dataclass(frozen=True, kw_only=True)
class Page:
    """The base of every page. `title` is the text of its one first-level heading."""

    template: ClassVar[str]

    title: str

    def render(self) -> str:
        """Return the page as HTML; the template knows one name, `page`."""
        # One page is in one language: its texts need not each find out which (`formats.translations`).
        g.page_translations = get_translations()
        try:
            return render_template(self.template, page=self)
        finally:
            del g.page_translations


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumbs above a page."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class FormPage(Page):
    """The base of a page that is one form; its template extends `form_page.html`."""

    form: FlaskForm
    crumbs: tuple[Crumb, ...] = ()


def sanitised(html: str) -> Markup:
    """Mark HTML of a published revision as ready to show.

    The one place that does: `curriculum.render` sanitised it at publishing, and nothing edits it after.
    """
    return Markup(html)
