"""Files as an answer, marked by a person. What a file holds, and who may have it, others see to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.questions.base import Answer, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.questions.rubrics import MarkedByPerson, one_key, parts_with_points, read_rubric

MEGABYTE = 1_000_000
MOST_FILES = 5
MOST_MEGABYTES = 10
TYPES = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "png", "jpg", "csv", "txt")
_WRITTEN = re.compile(
    r"files?:\s*(?P<types>[^;]*?)(?:;\s*at most\s+(?P<count>[0-9]{1,3})\s+files?\s+of\s+(?P<size>[0-9]{1,4})\s*MB"
    r"(?:\s+each)?)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*,\s*(?:(?:or|and)\s+)?|\s+(?:or|and)\s+")
_EXAMPLE = "`= file: pdf, docx or odt; at most 3 files of 5 MB`"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUpload(MarkedByPerson):
    """A question answered by files: of these types, at most so many, of at most so many bytes each.

    Its answer is the ids of the files, which a person uploads on a page of their own.
    """

    types: tuple[str, ...]
    most_files: int = 1
    most_bytes: int = 5 * MEGABYTE
    kind: Literal["file-upload"] = "file-upload"

    def read(self, values: list[str]) -> Answer:
        """Return nothing for nothing. Raises UnreadableAnswer for all else: files come another way."""
        if any(values):
            raise UnreadableAnswer("not-uploaded")
        return ()


def parse(draft: Draft) -> FileUpload:
    """Return the question that `= file: …` and a rubric make, with problems reported."""
    found = _WRITTEN.fullmatch(one_key(draft))
    number = draft.answers.keys[0].number
    types = (
        tuple(name.lower().lstrip(".") for name in _BETWEEN.split(found["types"].strip())) if found else ()
    )
    if not found or not any(types):
        draft.error(f"cannot be read: write {_EXAMPLE}", number)
    for name in types:
        if name and name not in TYPES:
            draft.error(
                f"`{name}` is not a type of file that is taken.{did_you_mean(name, TYPES)} "
                f"Known: {', '.join(TYPES)}.",
                number,
            )
    count, size = (int(found["count"] or 1), int(found["size"] or 5)) if found else (1, 5)
    if not (1 <= count <= MOST_FILES and 1 <= size <= MOST_MEGABYTES):
        draft.error(
            f"asks for {count} files of {size} MB: ask for 1 to {MOST_FILES} of 1 to {MOST_MEGABYTES} MB",
            number,
        )
    rubric = read_rubric(draft)
    return FileUpload(
        **parts_with_points(draft, rubric),
        rubric=rubric,
        types=tuple(dict.fromkeys(types)),
        most_files=count,
        most_bytes=size * MEGABYTE,
        feedback=draft.feedback(),
    )
