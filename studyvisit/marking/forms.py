"""What a marker's page sends: a level for each criterion, and a comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from studyvisit.curriculum.questions.rubrics import MarkedByPerson
from studyvisit.errors import Unprocessable
from studyvisit.marking.rules import LONGEST_COMMENT, MarkerRole
from studyvisit.marking.services import Given


@dataclass(frozen=True, slots=True)
class PostedMarks:
    """Marks as they came: those that can be read, what was typed, and the criteria that have none yet."""

    points: Mapping[str, int]
    comment: str
    role: MarkerRole
    revision: int
    missing: tuple[str, ...] = ()
    is_comment_too_long: bool = False

    @property
    def is_whole(self) -> bool:
        """Return whether everything is said that has to be."""
        return not self.missing and not self.is_comment_too_long

    @property
    def given(self) -> Given:
        """Return the marks as they are kept."""
        return Given(self.points, self.comment, self.role, self.revision)


def field_of(criterion_id: str) -> str:
    """Return the name of the inputs of a criterion."""
    return f"level-{criterion_id}"


def read_marks(form: MultiDict[str, str], question: MarkedByPerson) -> PostedMarks:
    """Return what was posted about an answer. Raises Unprocessable for what no page of ours sends."""
    points: dict[str, int] = {}
    for criterion in question.rubric:
        known = {str(level.points): level.points for level in criterion.levels}
        if (chosen := form.get(field_of(criterion.id), "")) in known:
            points[criterion.id] = known[chosen]
    comment = form.get("comment", "").replace("\r\n", "\n").strip()
    role, revision = form.get("role", ""), form.get("revision", "")
    if role not in list(MarkerRole) or not (revision.isascii() and revision.isdecimal()):
        raise Unprocessable
    return PostedMarks(
        points=points,
        comment=comment,
        role=MarkerRole(role),
        revision=int(revision[:9]),
        missing=tuple(criterion.id for criterion in question.rubric if criterion.id not in points),
        is_comment_too_long=len(comment) > LONGEST_COMMENT,
    )
