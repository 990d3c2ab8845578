"""Earlier states of a unit, and how one differs from another."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.content import Module
from studyvisit.curriculum.differences.files import FileChange, file_changes
from studyvisit.curriculum.differences.passages import PassageChange, passage_changes
from studyvisit.curriculum.differences.questions import QuestionChange, question_changes
from studyvisit.curriculum.differences.rendered import MarkWords
from studyvisit.curriculum.document import Document, load
from studyvisit.curriculum.source import Bundle, load_bundle
from studyvisit.library.models import Publication, Revision


@dataclass(frozen=True, slots=True)
class State:
    """A state of a unit: its files, and what they say where they can be read."""

    bundle: Bundle
    document: Document | None


@dataclass(frozen=True, slots=True)
class Difference:
    """How one state differs from another: by files, as it is read, and by what is asked."""

    files: tuple[FileChange, ...]
    passages: tuple[PassageChange, ...]
    questions: tuple[QuestionChange, ...]


def state_in(revision: Revision) -> State:
    """Return the state that a revision keeps."""
    return State(load_bundle(revision.source), load(revision.kind, revision.document))


def find_published_state(session: Session, revision_id: object) -> State | None:
    """Return what a revision says, None where there is none."""
    revision = session.get(Revision, revision_id) if revision_id else None
    return state_in(revision) if revision else None


def questions_turned(session: Session, unit: CompiledUnit) -> tuple[str, ...]:
    """Return the questions that ask for another kind of answer than what is published under the same id asks for."""
    publication = session.get(Publication, (unit.kind, unit.slug))
    revision = session.get(Revision, publication.revision_id) if publication else None
    if revision is None or revision.sha256 == unit.digest or not isinstance(unit.document, Module):
        return ()
    old = load(revision.kind, revision.document)
    if not isinstance(old, Module):
        return ()
    changes = question_changes(old.quiz.questions, unit.document.quiz.questions)
    return tuple(change.id for change in changes if change.is_refused)


def difference_between(before: State | None, after: State, marks: MarkWords) -> Difference:
    """Return how a state differs from an earlier one; what is new altogether is not told passage by passage."""
    old = before.document if before else None
    questions: tuple[QuestionChange, ...] = ()
    if isinstance(old, Module) and isinstance(after.document, Module):
        questions = question_changes(old.quiz.questions, after.document.quiz.questions)
    passages = passage_changes(old, after.document, marks) if old and after.document else ()
    return Difference(file_changes(before.bundle, after.bundle) if before else (), passages, questions)
