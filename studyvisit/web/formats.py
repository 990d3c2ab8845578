"""How dates, numbers and languages are written, as template filters on Babel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime as babel_datetime
from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import (
    format_date,
    format_datetime,
    format_decimal,
    format_percent,
    format_time,
    get_locale,
    get_timezone,
    get_translations,
)
from flask_babel import gettext as _
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from studyvisit.extensions import babel
from studyvisit.web.access import find_actor

# Bare "en" is American to Babel; the United Nations writes 1 April 2019 and 14:05.
_LOCALES = {"en": "en_GB"}


def init_app(app: Flask, languages: tuple[str, ...]) -> None:
    """Choose language and time zone for each request, and give templates the filters."""

    def language() -> str:
        actor = find_actor()
        if actor is not None and actor.language in languages:
            return _LOCALES.get(actor.language, actor.language)
        best = request.accept_languages.best_match(languages) or languages[0]
        return _LOCALES.get(best, best)

    def timezone() -> str:
        actor = find_actor()
        return actor.timezone if actor is not None else "UTC"

    babel.init_app(
        app,
        default_locale=_LOCALES.get(languages[0], languages[0]),
        locale_selector=language,
        timezone_selector=timezone,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=lambda text: translations().ugettext(text),
        ngettext=lambda one, many, count: translations().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: translations().upgettext(context, text),
        npgettext=lambda context, one, many, count: translations().unpgettext(context, one, many, count),
    )
    app.jinja_env.filters.update(
        date=lambda value: format_date(value, "long"),
        short_date=lambda value: format_date(value, "medium"),
        time=lambda value: format_time(value, "short"),
        moment=lambda value: format_datetime(value, "medium"),
        day=lambda value: format_date(value, "full"),
        clock_in=clock_in,
        number=format_decimal,
        percent=lambda share: format_percent(share, "#,##0 %"),
        iso=iso,
        country=country_name,
        language=language_name,
    )
    app.jinja_env.globals.update(
        _=_say,
        locale=lambda: get_locale() or Locale(languages[0]),
        languages=languages,
    )


def translations() -> NullTranslations:
    """Return the texts of the page that is being rendered, or of the present language outside one."""
    found: NullTranslations = g.get("page_translations") or get_translations()
    return found


@pass_eval_context
def _say(context: EvalContext, text: str, **values: object) -> str:
    """Return a text in the reader's language with its values put in, as the i18n extension's own `_` does.

    Every page says some thirty texts, and that one asks the context twice for each.
    """
    said = translations().ugettext(text)
    return (Markup(said) if context.autoescape else said) % values


def iso(value: datetime | date) -> str:
    """Return a moment or day for a `datetime` attribute."""
    return (
        value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(value, datetime)
        else value.isoformat()
    )


def saved_words(saved_at: datetime, now: datetime) -> str:
    """Return the receipt of an answer on the reader's clock; with the day when that is not today."""
    zone = get_timezone()
    time = format_time(saved_at, "short")
    if saved_at.astimezone(zone).date() == now.astimezone(zone).date():
        return _("Saved %(time)s", time=time)
    return _("Saved %(day)s, %(time)s", day=format_date(saved_at, "medium"), time=time)


def clock_in(value: datetime, zone: str) -> str:
    """Return day and time as a clock in the given zone shows them."""
    return str(babel_datetime(value, "medium", tzinfo=ZoneInfo(zone), locale=get_locale() or "en"))


def country_name(code: str | None) -> str:
    """Return a country's name in the reader's language, or the code where Babel has none."""
    if not code:
        return ""
    return str((get_locale() or Locale("en")).territories.get(code, code))


def country_names() -> Mapping[str, str]:
    """Return the names of countries in the reader's language, by their codes."""
    return cast("Mapping[str, str]", (get_locale() or Locale("en")).territories)


def language_name(code: str) -> str:
    """Return a language's name in that language itself."""
    return str(Locale.parse(code).display_name or code)
