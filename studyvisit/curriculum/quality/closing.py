"""What a quiz shows once it has closed, in programmes where it never closes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studyvisit.curriculum.content import Module, Moment, Programme, Shown
from studyvisit.curriculum.quality.findings import Finding

_AT_ANY_RATE = {Moment.JUST_AFTER, Moment.LATER, Moment.AFTER_PASS}


def check_closing(modules: Sequence[Module], programmes: Sequence[Programme]) -> Iterator[Finding]:
    """Yield a finding for each thing that people of a programme wait for in vain."""
    for module in modules:
        review = module.quiz.rules.review
        waiting = [
            shown
            for shown in Shown
            if Moment.AFTER_CLOSE in (moments := review.moments(shown)) and not moments & _AT_ANY_RATE
        ]
        for programme in programmes:
            window = programme.quizzes.get(module.slug)
            if module.slug in programme.modules and (window is None or window.closes is None):
                for shown in waiting:
                    yield Finding(
                        module.slug,
                        module.quiz.id,
                        "front matter, `review`",
                        f"`{shown}` waits until the quiz closes, which it never does in `{programme.slug}`: give "
                        f"it another moment, or `closes` under `quizzes` in that programme.md",
                    )
