"""What the editor sends: a file's text, whole or with its front matter as fields, and what it was made from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from studyvisit.curriculum.tree import LESSON_FILE
from studyvisit.curriculum.writing.front_matter import Value, halves, values_of, with_values
from studyvisit.errors import Unprocessable

_STATE = re.compile(r"[0-9a-f]{64}")
_SEPARATOR = re.compile(r"[,;\s]+")


class Kept(StrEnum):
    """How a key of the front matter is shown and read: a line, some words of a list, a choice of several."""

    LINE = "line"
    NUMBER = "number"
    LIST = "list"
    SEVERAL = "several"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the front matter that the editor shows as a field; `options` are values with their words."""

    name: str
    label: str
    kept: Kept
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        """Return the name of its input."""
        return f"head-{self.name}"


def keys_of(name: str, competencies: Sequence[tuple[str, str]]) -> tuple[Key, ...]:
    """Return the keys that have fields in a file of a module; a file that has none is edited as one text."""
    title = Key("title", _("Title"), Kept.LINE)
    minutes = Key("minutes", _("Minutes"), Kept.NUMBER, _("How long it takes a careful reader."))
    chosen = Key("competencies", _("Competencies"), Kept.SEVERAL, options=tuple(competencies))
    sdg = Key("sdg", _("Targets of the SDGs"), Kept.LIST, _("For example 16.6, 17.18."))
    if LESSON_FILE.fullmatch(name):
        objective = Key(
            "objective",
            _("Objective"),
            Kept.LINE,
            _("“After this lesson you can …”: begin with a verb such as describe, compare or design."),
        )
        facts = Key("facts", _("Facts used"), Kept.LIST, _("Their numbers, for example 1.03, P1."))
        return title, objective, minutes, chosen, sdg, facts
    if name == "module.md":
        return title, Key("summary", _("Summary"), Kept.LINE), chosen, sdg
    if name == "quiz.md":
        return (
            title,
            Key("pass_mark", _("Pass mark in per cent"), Kept.NUMBER),
            Key("attempts", _("Attempts"), Kept.LINE, _("A number, or unlimited.")),
            Key("scoring", _("Attempt that counts"), Kept.CHOICE, options=_scorings()),
            Key(
                "draw",
                _("Questions drawn"),
                Kept.NUMBER,
                _("Leave it empty to ask every question of the pool."),
            ),
            Key("time_limit", _("Time limit"), Kept.LINE, _("For example 20 min; empty for none.")),
        )
    if name == "guide.md":
        return title, minutes
    return (title,) if name == "handout.md" else ()


def _scorings() -> tuple[tuple[str, str], ...]:
    return (
        ("highest", _("The best")),
        ("latest", _("The latest")),
        ("first", _("The first")),
        ("average", _("The average of all")),
    )


@dataclass(frozen=True, slots=True)
class Edited:
    """What came from the editor: `text` is the body where `values` stand beside it, else the whole file.

    Boxes that are ticked come in the order of the page: those `in_any_order` keep the order that a file has.
    """

    text: str
    values: Mapping[str, Value] | None
    base: str
    in_any_order: frozenset[str] = frozenset()

    def whole(self, base: str) -> str:
        """Return the file, made from the text that the page was made from."""
        text = self.text.replace("\r\n", "\n")
        parts = halves(base) if self.values is not None else None
        if parts is None or self.values is None:
            return text
        before = values_of(base)
        values = {
            key: value
            for key, value in self.values.items()
            if key not in self.in_any_order or sorted(before.get(key, ())) != sorted(value)
        }
        head = with_values(parts.head, values).replace("\r\n", "\n")
        return head + text


def read_edited(form: MultiDict[str, str], keys: Sequence[Key]) -> Edited:
    """Return what was sent; values only where the page had fields for them. Raises Unprocessable without a text."""
    if "text" not in form:
        raise Unprocessable
    base = form.get("base", "")
    has_fields = form.get("as") == "fields"
    return Edited(
        text=form.get("text", ""),
        values={key.name: _value(form, key) for key in keys} if has_fields else None,
        base=base if _STATE.fullmatch(base) else "",
        in_any_order=frozenset(key.name for key in keys if key.kept is Kept.SEVERAL),
    )


def _value(form: MultiDict[str, str], key: Key) -> Value:
    if key.kept is Kept.SEVERAL:
        return form.getlist(key.field)
    text = " ".join(form.get(key.field, "").split())
    return [word for word in _SEPARATOR.split(text) if word] if key.kept is Kept.LIST else text
