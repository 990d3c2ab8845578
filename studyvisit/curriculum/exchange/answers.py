"""Answers that each have a weight and feedback, as other platforms have them → ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from studyvisit.curriculum.exchange.items import Forms, ItemOption, OneOf, Remarks, SomeOf, Value
from studyvisit.curriculum.exchange.naming import shortened
from studyvisit.curriculum.exchange.weights import several
from studyvisit.curriculum.questions.short_answer import fold, has_wildcard

FULL = 100.0
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Weighed:
    """One answer: its text in Markdown or as typed, what it earns in per cent, and its feedback in Markdown."""

    text: str
    weight: float
    feedback: str = ""


def choice(
    answers: Sequence[Weighed], remarks: Remarks, *, is_single: bool, says_marking: bool = False
) -> OneOf | SomeOf | None:
    """Return a choice; None, with a remark, where it cannot be one. `says_marking`: a tag decides, not weights."""
    options = [
        ItemOption(
            text=answer.text,
            is_right=answer.weight >= FULL if is_single else answer.weight > 0,
            feedback=answer.feedback,
        )
        for answer in answers
    ]
    weights = [answer.weight for answer in answers]
    right = sum(option.is_right for option in options)
    if not right or not all(option.text for option in options) or len(options) < 2:
        remarks.refused("has no right option, a single option or an empty one: say which one is right")
        return None
    if not is_single:
        return several(options, weights, Remarks() if says_marking else remarks)
    if right > 1:
        remarks.refused(
            f"has {right} options of which each alone is right: keep one, or let several be chosen"
        )
        return None
    if any(0 < weight < FULL for weight in weights):
        remarks.changed("gives a part of the points for a half-right option; here one option is right")
    if any(weight < 0 for weight in weights):
        remarks.changed("takes points away for a wrong option; here a wrong option earns nothing")
    return OneOf(options=tuple(options))


def short(answers: Iterable[Weighed], remarks: Remarks) -> Forms | None:
    """Return a short answer; None, with a remark, where no form earns everything."""
    accepted: dict[str, str] = {}
    for answer in answers:
        if answer.weight >= FULL and answer.text:
            accepted.setdefault(fold(answer.text), answer.text)
        elif answer.weight > 0:
            remarks.lost(f"“{answer.text}” earns a part of the points there and none here: accept it or not")
        lose_feedback(answer.text, answer.feedback, remarks)
    if not accepted:
        remarks.refused("has no answer that earns all its points: write one")
        return None
    return Forms(accepted=plain_first(accepted.values()))


def plain_first(forms: Iterable[str]) -> tuple[str, ...]:
    """Return accepted forms with one first that has no `*`, as it is shown as the right answer."""
    forms = list(forms)
    first = next((form for form in forms if not has_wildcard(form)), None)
    return tuple(forms) if first is None else (first, *(form for form in forms if form != first))


def number(answers: Iterable[tuple[Value, Weighed]], remarks: Remarks) -> Value | None:
    """Return the number that earns everything; None, with a remark, where there is none."""
    best: Value | None = None
    for value, answer in answers:
        if best is None and answer.weight >= FULL:
            best = value
        elif answer.weight > 0:
            remarks.lost(f"{value.value:f} is right in another measure there; here one number is right")
        lose_feedback(f"{value.value:f}", answer.feedback, remarks)
    if best is None:
        remarks.refused("has no number that earns all its points: write one")
    return best


def lose_feedback(answer: str, feedback: str, remarks: Remarks) -> None:
    """Say that feedback on one typed answer stays behind, where there is any."""
    if feedback:
        words = shortened(feedback, 80)
        remarks.lost(
            f"feedback for the answer “{answer}” alone (“{words}”): put it into the feedback for everyone"
        )


def decimal_of(text: str) -> Decimal | None:
    """Return a number as platforms write it, or None."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > 2 * _MOST_DIGITS:
        return None
    whole = found.normalize() if found else Decimal(0)
    before, _, after = f"{abs(whole):f}".partition(".")
    return whole if max(len(before), len(after)) <= _MOST_DIGITS else None
