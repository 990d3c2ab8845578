"""What a trainer hands in to be converted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional, Regexp

from studyvisit.curriculum.exchange.convert import Kind, Source, guess_kind
from studyvisit.curriculum.exchange.decoding import Unreadable, decoded
from studyvisit.curriculum.exchange.items import Remarks
from studyvisit.curriculum.source import SLUG

LARGEST_FILE = 8_000_000
LARGEST_TEXT = 400_000
"""In bytes: what is sent back and forth in the text field, which a form may hold even if every byte is escaped."""

_DECLARED = re.compile(r"(<\?xml[^>]*encoding=[\"'])[A-Za-z0-9._-]+")
_TOLD = ""


def kind_words() -> dict[Kind, str]:
    """Return the names of the formats."""
    return {
        Kind.MARKDOWN: _("A quiz of ours (Markdown)"),
        Kind.MOODLE_XML: _("Moodle XML"),
        Kind.GIFT: _("GIFT"),
        Kind.CSV: _("A table (CSV)"),
        Kind.AIKEN: _("Aiken"),
    }


class ConvertForm(FlaskForm):  # type: ignore[misc]
    """A file or a text, the format it is in, and the one it is to be in."""

    file = FileField(_l("Choose a file"))
    text = TextAreaField(
        _l("or paste questions here"), render_kw={"rows": 10, "dir": "auto", "spellcheck": "false"}
    )
    kind = SelectField(_l("Its format"))
    wanted = SelectField(_l("Convert it to"))
    competency = StringField(
        _l("Competency of the questions that name none"),
        [
            Optional(),
            Regexp(
                SLUG.pattern + r"\Z",
                message=_l("Use lower-case letters, digits and hyphens, as in the list."),
            ),
        ],
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        words = [(kind.value, name) for kind, name in kind_words().items()]
        self.kind.choices = [(_TOLD, _("Tell by its name and first words")), *words]
        self.wanted.choices = words

    def validate_text(self, field: TextAreaField) -> None:
        """Ask for one of the two."""
        if not (field.data or "").strip() and not self.content_of_file():
            raise ValidationError(_("Choose a file or paste some questions."))

    def content_of_file(self) -> bytes:
        """Return the bytes of the file, or nothing."""
        if not hasattr(self, "_content"):
            self._content = self.file.data.read(LARGEST_FILE + 1) if self.file.data else b""
        return self._content

    def source(self) -> Source | None:
        """Return what was handed in; None, with an error, when its format cannot be told."""
        content = self.content_of_file()
        name = PurePath(self.file.data.filename or "").name if content else "pasted.txt"
        content = content or (self.text.data or "").encode()
        kind = Kind(self.kind.data) if self.kind.data else guess_kind(name, content)
        if kind is None:
            self.kind.errors = [_("The format cannot be told by the file’s name: choose it.")]
            return None
        self.kind.data = kind.value
        return Source(content, kind, PurePath(name).stem if self.file.data and name != "pasted.txt" else "")

    def keep_text(self) -> bool:
        """Put a file that was read into the text field, and return whether it fits."""
        content = self.content_of_file()
        if not content:
            return True
        try:
            text = decoded(content, Remarks())
        except Unreadable:
            text = ""
        fits = len(text.encode()) <= LARGEST_TEXT
        self.text.data = _DECLARED.sub(r"\1UTF-8", text, count=1) if fits else ""
        return fits


def options_of(competencies: Iterable[str]) -> tuple[str, ...]:
    """Return the competencies to suggest, in order."""
    return tuple(sorted(set(competencies)))
