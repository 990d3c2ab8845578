"""A long answer, written in the person's own words and marked by a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.questions.base import Answer, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft
from studyvisit.curriculum.questions.rubrics import MarkedByPerson, one_key, parts_with_points, read_rubric

LONGEST = 20_000
"""In characters; as posted, the longest text in any script stays below what a form may send."""
MOST_WORDS = 2_500
_WRITTEN = re.compile(
    r"long answer(?:,?\s+(?:(?P<from>[0-9]{1,5})\s+to\s+(?P<to>[0-9]{1,5})|at most\s+(?P<most>[0-9]{1,5}))\s+words)?",
    re.IGNORECASE,
)
# Control characters that no database holds or nobody sees; a tab and the end of a line are neither.
_UNSEEN = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}


def words_in(text: str) -> int:
    """Return how many words a text has, as white space parts them."""
    return len(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class LongAnswer(MarkedByPerson):
    """A question answered in sentences, of so many words where the author says so."""

    fewest_words: int = 0
    most_words: int | None = None
    kind: Literal["long-answer"] = "long-answer"

    def read(self, values: list[str]) -> Answer:
        """Return the text as it was typed, its lines ended in one way.

        Raises UnreadableAnswer when it is longer than 20,000 characters.
        """
        text = values[0].replace("\r\n", "\n").replace("\r", "\n") if values else ""
        text = text.translate(_UNSEEN)
        if len(text) > LONGEST:
            raise UnreadableAnswer("too-long-text")
        return (text,) if text.strip() else ()

    def is_whole(self, answer: Answer) -> bool:
        """Return whether an answer has as many words as are asked for, or more."""
        return bool(answer) and words_in(answer[0]) >= self.fewest_words

    def is_too_long(self, answer: Answer) -> bool:
        """Return whether an answer has more words than are asked for; it is kept and marked all the same."""
        return bool(answer) and self.most_words is not None and words_in(answer[0]) > self.most_words


def parse(draft: Draft) -> LongAnswer:
    """Return the question that `= long answer` and a rubric make, with problems reported."""
    found = _WRITTEN.fullmatch(one_key(draft))
    fewest = int(found["from"] or 0) if found else 0
    most = int(found["to"] or found["most"] or 0) if found else 0
    if not found or most > MOST_WORDS or (most and most <= fewest) or (most == 0 and found["most"]):
        draft.error(
            "cannot be read: write `= long answer`, `= long answer, 50 to 400 words` or `= long answer, at most "
            f"400 words`, with at most {MOST_WORDS} words",
            draft.answers.keys[0].number,
        )
    rubric = read_rubric(draft)
    return LongAnswer(
        **parts_with_points(draft, rubric),
        rubric=rubric,
        fewest_words=fewest,
        most_words=most or None,
        feedback=draft.feedback(),
    )
