"""Content as JSON and back: what a revision stores."""

from __future__ import annotations

from functools import cache
from typing import assert_never

from pydantic import TypeAdapter

from studyvisit.curriculum.content import Competencies, Module, Programme, Questionnaire
from studyvisit.curriculum.feedback import FeedbackForm
from studyvisit.curriculum.source import UnitKind

Document = Module | Questionnaire | FeedbackForm | Programme | Competencies


def kind_of(document: Document) -> UnitKind:
    """Return the kind of unit that a document is."""
    match document:
        case Module():
            return UnitKind.MODULE
        case Questionnaire() | FeedbackForm():
            return UnitKind.QUESTIONNAIRE
        case Programme():
            return UnitKind.PROGRAMME
        case Competencies():
            return UnitKind.COMPETENCIES
        case _ as unreachable:
            assert_never(unreachable)


def dump(document: Document) -> str:
    """Return a document as JSON; the same document always gives the same text."""
    return _adapter(kind_of(document)).dump_json(document).decode("utf-8")


def load(kind: UnitKind | str, text: str | bytes) -> Document:
    """Return the document that `dump` wrote. Raises ValueError when it does not fit its type."""
    return _adapter(UnitKind(kind)).validate_json(text)


@cache
def _adapter(kind: UnitKind) -> TypeAdapter[Document]:
    match kind:
        case UnitKind.MODULE:
            return TypeAdapter(Module)
        case UnitKind.QUESTIONNAIRE:
            return TypeAdapter(Questionnaire | FeedbackForm)
        case UnitKind.PROGRAMME:
            return TypeAdapter(Programme)
        case UnitKind.COMPETENCIES:
            return TypeAdapter(Competencies)
        case _ as unreachable:
            assert_never(unreachable)
