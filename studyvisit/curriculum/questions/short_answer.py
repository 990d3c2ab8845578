"""A short answer, typed; several forms may be accepted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.questions.base import Answer, Mark, QuestionBase, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft

LONGEST = 200


def fold(text: str) -> str:
    """Return a text as it is compared: NFKC, case-folded, white space single, no final full stop.

    Accents and vowel signs stay: in Bangla, Amharic and Lao they change the word.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.split()).rstrip(".").rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(QuestionBase):
    """A question answered in a few words."""

    accepted: tuple[str, ...]
    kind: Literal["short-answer"] = "short-answer"

    @property
    def right_answer(self) -> Answer:
        """Return the first accepted form."""
        return self.accepted[:1]

    def mark(self, answer: Answer) -> Mark:
        """Return all points when the folded answer is one of the folded accepted forms."""
        accepted = {fold(form) for form in self.accepted}
        return self.all_or_nothing(bool(answer) and fold(answer[0]) in accepted)

    def read(self, values: list[str]) -> Answer:
        """Return the typed text, trimmed. Raises UnreadableAnswer when it is longer than 200 characters."""
        text = values[0].strip() if values else ""
        if len(text) > LONGEST:
            raise UnreadableAnswer("too-long")
        return (text,) if text else ()


def parse(draft: Draft) -> ShortAnswer:
    """Return the question that quoted `=` lines make, with problems reported."""
    draft.refuse(options=True)
    accepted: dict[str, str] = {}
    for key in draft.answers.keys:
        form = key.text[1:-1] if len(key.text) > 1 and key.text[0] == key.text[-1] == '"' else ""
        if not fold(form) or len(form) > LONGEST:
            draft.error(
                f'`{key.text[:40]}` is not an accepted form: write it as = "some words", of at most '
                f"{LONGEST} characters",
                key.number,
            )
        elif fold(form) in accepted:
            draft.error(f'"{form}" is compared like "{accepted[fold(form)]}": take it out', key.number)
        else:
            accepted[fold(form)] = form
    return ShortAnswer(**draft.parts, accepted=tuple(accepted.values()), feedback=draft.feedback())
