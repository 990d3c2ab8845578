"""Whose a row is, in words: the heads that every table of people begins with."""

from __future__ import annotations

from flask_babel import gettext as _

from studyvisit.tables.words import ColumnWords
from studyvisit.web.formats import country_names


def person_words() -> dict[str, ColumnWords]:
    """Return the words of `services.person_columns.PERSON`, but for the enrolment, which is for files alone."""
    return {
        "name": ColumnWords(_("Name")),
        "country": ColumnWords(_("Country"), codes=country_names()),
        "institution": ColumnWords(_("Institution")),
        "cohort": ColumnWords(_("Cohort")),
    }
