"""In which language a person reads content, which may be another than that of the pages around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel import localedata
from flask import request, session
from flask_babel import get_locale
from markupsafe import Markup

from studyvisit.curriculum.languages import ORIGINAL, direction, is_language
from studyvisit.web.access import find_actor

_KEY = "reads"


@dataclass(frozen=True, slots=True)
class InLanguage:
    """In which language something is shown, what the reader wanted, and what else there is.

    A translation `is_behind` when its original has changed since.
    """

    language: str = ORIGINAL
    wanted: str = ORIGINAL
    is_behind: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_fallback(self) -> bool:
        """Return whether this is the original in place of a translation that is not there."""
        return self.language != self.wanted and self.wanted != ORIGINAL


def reading_language() -> str:
    """Return the language in which the reader wants content: chosen on a page, else that of the profile.

    `?language=fr` in the address chooses; the choice is kept in the session's cookie.
    """
    asked = request.args.get("language", "")
    if (is_language(asked) and localedata.exists(asked)) or asked == ORIGINAL:
        session[_KEY] = asked
    actor = find_actor()
    return str(session.get(_KEY) or (actor.language if actor else ORIGINAL))


def in_language(language: str, translations: Iterable[str], *, is_behind: bool = False) -> InLanguage:
    """Return how something is shown that is in `language` here and is translated into others."""
    wanted = reading_language()
    others = tuple(one for one in (ORIGINAL, *sorted(translations)) if one != language)
    return InLanguage(language, wanted, is_behind, others)


def tongue(language: str) -> Markup:
    """Return the attributes of an element in a language; nothing where the page around it is in it."""
    here = get_locale()
    if here is not None and here.language == language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))
