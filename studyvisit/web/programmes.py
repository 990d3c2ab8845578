"""The programmes by name, for rooms below the library: it says what there is, they ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import current_app
from flask.sansio.app import App
from sqlalchemy.orm import Session

Titles = Callable[[Session], Mapping[str, str]]
_KEY = "programme-titles"


def offer_titles(app: App, titles: Titles) -> None:
    """Let the application know who can name its programmes."""
    app.extensions[_KEY] = titles


def programme_titles(session: Session) -> Mapping[str, str]:
    """Return the titles of the published programmes by slug."""
    titles: Titles = current_app.extensions[_KEY]
    return titles(session)
