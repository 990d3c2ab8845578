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


def parse(draft: Draft) -> ShortAnswer:
    """Return the question that quoted `=` lines make, with problems reported."""
    draft.refuse(options=True)
    accepted: dict[str, str] = {}
    for key in draft.answers.keys:
        form = key.text[1:-1] if len(key.text) > 1 and key.text[0] == key.text[-1] == '"' else ""
        if not fold(form).strip("* ") or len(form) > LONGEST:
            draft.error(
                f'`{key.text[:40]}` is not an accepted form: write it as = "some words", of at most '
                f"{LONGEST} characters",
                key.number,
            )
        elif has_wildcard(form) and not accepted:
            draft.error(
                f'"{form}" is shown as the right answer: write a form without * above it, or \\* for a star',
                key.number,
            )
            accepted[fold(form)] = form
        elif fold(form) in accepted:
            draft.error(f'"{form}" is compared like "{accepted[fold(form)]}": take it out', key.number)
        else:
            accepted[fold(form)] = form
    return ShortAnswer(**draft.parts, accepted=tuple(accepted.values()), feedback=draft.feedback())
