"""What a person may see of an attempt, and when: the review matrix of a quiz."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Moment(StrEnum):
    """From where a person looks at an attempt. After passing comes on top of whichever other moment it is."""

    DURING = "during"
    JUST_AFTER = "just-after"
    LATER = "later"
    AFTER_CLOSE = "after-close"
    AFTER_PASS = "after-pass"  # noqa: S105 (a moment, not a password)


class Shown(StrEnum):
    """What there is to see."""

    OWN = "own"
    OUTCOME = "outcome"
    MARKS = "marks"
    FEEDBACK = "feedback"
    ANSWERS = "answers"


class Reveal(StrEnum):
    """One word for the moments that go together; `during` and `after-submit` go on from there."""

    DURING = "during"
    AFTER_SUBMIT = "after-submit"
    AFTER_CLOSE = "after-close"
    AFTER_PASS = "after-pass"  # noqa: S105
    NEVER = "never"

    @property
    def moments(self) -> frozenset[Moment]:
        """Return the moments that the word stands for."""
        after = {Moment.JUST_AFTER, Moment.LATER, Moment.AFTER_CLOSE}
        match self:
            case Reveal.DURING:
                return frozenset({Moment.DURING, *after})
            case Reveal.AFTER_SUBMIT:
                return frozenset(after)
            case Reveal.AFTER_CLOSE:
                return frozenset({Moment.AFTER_CLOSE})
            case Reveal.AFTER_PASS:
                return frozenset({Moment.AFTER_PASS})
            case Reveal.NEVER:
                return frozenset()
            case _ as unreachable:
                assert_never(unreachable)


When = Reveal | tuple[Moment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """When each kind is shown: one word, or exactly the moments listed.

    Right or wrong goes with the marks where it is not said apart. Whoever may not see their own answers sees
    nothing about them but the marks.
    """

    own: When = Reveal.AFTER_SUBMIT
    outcome: When | None = None
    marks: When = Reveal.AFTER_SUBMIT
    feedback: When = Reveal.AFTER_SUBMIT
    answers: When = Reveal.AFTER_SUBMIT

    def moments(self, shown: Shown) -> frozenset[Moment]:
        """Return the moments at which one kind is shown; one's own answer always during the attempt."""
        match shown:
            case Shown.OWN:
                return _moments(self.own) | {Moment.DURING}
            case Shown.OUTCOME:
                return _moments(self.marks if self.outcome is None else self.outcome)
            case Shown.MARKS:
                return _moments(self.marks)
            case Shown.FEEDBACK:
                return _moments(self.feedback)
            case Shown.ANSWERS:
                return _moments(self.answers)
            case _ as unreachable:
                assert_never(unreachable)

    @property
    def checks(self) -> bool:
        """Return whether anything is shown during an attempt, once an answer is checked."""
        return any(Moment.DURING in self.moments(shown) for shown in Shown if shown is not Shown.OWN)

    @property
    def minds_closing(self) -> bool:
        """Return whether the quiz's closing changes what is shown."""
        return any(
            (Moment.LATER in moments) is not (Moment.AFTER_CLOSE in moments)
            for moments in map(self.moments, Shown)
        )


def _moments(when: When) -> frozenset[Moment]:
    return when.moments if isinstance(when, Reveal) else frozenset(when)
