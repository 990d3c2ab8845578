"""Whether somebody who knows nothing could tell the right options by their length or their place.

Both are faults of quizzes that their writers do not notice (Haladyna, Downing and Rodriguez, "A review of
multiple-choice item-writing guidelines for classroom assessment", Applied Measurement in Education 15,
2002; Attali and Bar-Hillel, "Guess where", Journal of Educational Measurement 40, 2003).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studyvisit.curriculum.content import Module
from studyvisit.curriculum.quality.findings import Finding
from studyvisit.curriculum.quality.texts import plain
from studyvisit.curriculum.questions import OneChoice

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Longest:
    """How many of a quiz's one-choice questions have the longest option as their right one."""

    hits: int
    questions: int
    expected: float
    chance: float

    @property
    def is_biased(self) -> bool:
        """Return whether so many would come about by chance less often than once in twenty quizzes."""
        return self.chance < SIGNIFICANT


def at_least(hits: int, chances: Sequence[float]) -> float:
    """Return the probability of that many hits or more in independent trials, each with its own chance.

    The exact tail of Poisson's binomial distribution, by convolution: P(k) of n trials is
    P(k) of n − 1 × (1 − p) + P(k − 1) of n − 1 × p. With equal chances it is the binomial tail.
    """
    spread = [1.0]
    for chance in chances:
        missed = [share * (1 - chance) for share in spread] + [0.0]
        made = [0.0] + [share * chance for share in spread]
        spread = [one + other for one, other in zip(missed, made, strict=True)]
    return min(1.0, sum(spread[max(hits, 0) :]))


def longest_keys(questions: Sequence[OneChoice]) -> Longest:
    """Return how often the right option is longer than every other, against chance.

    By chance each of n options is the longest one in 1 of n questions; where several are equally long, none is.
    """
    hits, chances = 0, []
    for question in questions:
        lengths = [len(plain(option.html)) for option in question.options]
        longest = max(lengths, default=0)
        if lengths.count(longest) == 1:
            chances.append(1 / len(lengths))
            hits += question.options[lengths.index(longest)].is_right
        else:
            chances.append(0.0)
    return Longest(hits, len(questions), sum(chances), at_least(hits, chances))


def key_places(questions: Sequence[OneChoice]) -> Counter[int]:
    """Return how many right options stand first (0), second (1) and so on."""
    return Counter(
        place for question in questions for place, option in enumerate(question.options) if option.is_right
    )


def favoured_place(questions: Sequence[OneChoice]) -> tuple[int, int, float] | None:
    """Return the place, from 0, at which too many right options stand, with their number and the chance.

    None when no place is favoured. Each place is tested by itself, and its chance is multiplied by the
    number of places, so that looking at several is not held against the quiz (Bonferroni).
    """
    places = key_places(questions)
    width = max((len(question.options) for question in questions), default=0)
    found = None
    for place in range(width):
        chances = [1 / len(q.options) for q in questions if len(q.options) > place]
        chance = min(1.0, width * at_least(places[place], chances))
        if chance < SIGNIFICANT and (found is None or chance < found[2]):
            found = (place, places[place], chance)
    return found


def one_choice_questions(module: Module) -> list[OneChoice]:
    """Return the one-choice questions of a module's quiz that have one right option among several."""
    return [
        question
        for question in module.quiz.questions
        if isinstance(question, OneChoice) and len(question.options) > 1
    ]


def check_bias(module: Module) -> Iterator[Finding]:
    """Yield what gives the right options of a module's quiz away."""
    questions = one_choice_questions(module)
    longest = longest_keys(questions)
    if longest.is_biased:
        yield Finding(
            module.slug,
            module.quiz.id,
            "longest option",
            f"is the right one in {longest.hits} of {longest.questions} one-choice questions, where chance would "
            f"make it {longest.expected:.0f} (p = {longest.chance:.3f}): shorten right options or lengthen others",
        )
    if (favoured := favoured_place(questions)) is not None:
        place, number, chance = favoured
        yield Finding(
            module.slug,
            module.quiz.id,
            "place of the right option",
            f"is number {place + 1} in {number} of {len(questions)} one-choice questions (p = {chance:.3f}): "
            "spread right options over all places",
        )
