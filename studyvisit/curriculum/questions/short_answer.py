"""A short answer, typed; several forms may be accepted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from studyvisit.curriculum.questions.base import Answer, Mark, QuestionBase, UnreadableAnswer
from studyvisit.curriculum.questions.draft import Draft

LONGEST = 200


_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_WORD_SPACE = "\u1361"  # between words of Ethiopic scripts
_FULL_STOPS = ".\u0964\u1362"  # Latin, Bangla, Ethiopic
_STAR = re.compile(r"(?<!\\)\*")


def fold(text: str) -> str:
    """Return a text as it is compared: NFKC, case-folded, white space single, no final full stop.

    Accents and vowel signs stay: in Bangla, Amharic and Lao they change the word. What nobody sees goes:
    joiners, soft hyphens, and the spaces without width that Lao is typed with or without.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = folded.translate(_UNSEEN).replace(_WORD_SPACE, " ")
    return " ".join(folded.split()).rstrip(_FULL_STOPS).rstrip()


def is_accepted(text: str, forms: Iterable[str]) -> bool:
    """Return whether a text is one of the accepted forms; `*` in a form stands for any characters or none."""
    folded = fold(text)
    return bool(folded) and any(_fits(folded, fold(form)) for form in forms)


def has_wildcard(form: str) -> bool:
    """Return whether a form accepts more than itself."""
    return bool(_STAR.search(fold(form)))


def _fits(text: str, form: str) -> bool:
    """Return whether a text fits a form: its pieces between the stars, in order, the ends at the ends."""
    first, *rest = (piece.replace("\\*", "*") for piece in _STAR.split(form))
    if not rest:
        return text == first
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    here, end = len(first), len(text) - len(last)
    for piece in middle:
        here = text.find(piece, here, end)
        if here < 0:
            return False
        here += len(piece)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(QuestionBase):
    """A question answered in a few words."""

    accepted: tuple[str, ...]
    kind: Literal["short-answer"] = "short-answer"

    @property
    def right_answer(self) -> Answer:
        """Return the first accepted form, which has no `*`."""
        return tuple(form.replace("\\*", "*") for form in self.accepted[:1])

    def mark(self, answer: Answer) -> Mark:
        """Return all points when the answer is one of the accepted forms."""
        return self.all_or_nothing(bool(answer) and is_accepted(answer[0], self.accepted))

    def read(self, values: list[str]) -> Answer:
        """Return the typed text, trimmed. Raises UnreadableAnswer when it is longer than 200 characters."""
        text = values[0].strip() if values else ""
        if len(text) > LONGEST:
            raise UnreadableAnswer("too-long")
        return (text,) if text else ()


class AcceptedForms:
    """The forms that an author accepts, gathered one by one, with problems reported."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._by_fold: dict[str, str] = {}

    @property
    def accepted(self) -> tuple[str, ...]:
        """Return the forms in the order written."""
        return tuple(self._by_fold.values())

    def add(self, form: str, written: str, number: int, example: str) -> None:
        """Add a form; `written` is the whole of what stands there and `example` how it is to be written."""
        folded = fold(form)
        if not folded.strip("* ") or len(form) > LONGEST:
            self._draft.error(
                f"`{written[:40]}` is not an accepted form: write it as {example}, of at most {LONGEST} "
                "characters",
                number,
            )
            return
        if has_wildcard(form) and not self._by_fold:
            self._draft.error(
                f'"{form}" is shown as the right answer: write a form without * before it, or \\* for a star',
                number,
            )
        if folded in self._by_fold:
            self._draft.error(f'"{form}" is compared like "{self._by_fold[folded]}": take it out', number)
        self._by_fold.setdefault(folded, form)


def parse(draft: Draft) -> ShortAnswer:
    """Return the question that quoted `=` lines make, with problems reported."""
    draft.refuse(options=True)
    forms = AcceptedForms(draft)
    for key in draft.answers.keys:
        form = key.text[1:-1] if len(key.text) > 1 and key.text[0] == key.text[-1] == '"' else ""
        forms.add(form, key.text, key.number, '= "some words"')
    return ShortAnswer(**draft.parts, accepted=forms.accepted, feedback=draft.feedback())
