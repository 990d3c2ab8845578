"""What other platforms say with weights in per cent, we say with a way of marking."""

from __future__ import annotations

from collections.abc import Sequence

from studyvisit.curriculum.exchange.items import ItemOption, Remarks, SomeOf
from studyvisit.curriculum.questions.several_choices import Marking

_NEAR = 0.1
_MOST_RIGHT = 10


def percent(weight: float) -> str:
    """Return a weight as Moodle writes it: with up to five decimals."""
    return f"{weight:.5f}".rstrip("0").rstrip(".")


def weights_of(body: SomeOf, remarks: Remarks) -> tuple[float, ...]:
    """Return what each option of several choices adds or takes, in per cent of the points."""
    right = sum(option.is_right for option in body.options)
    wrong = len(body.options) - right
    minus = {Marking.EXACT: 1, Marking.PROPORTIONAL: right, Marking.NEGATIVE: max(wrong, 1)}[body.marking]
    if body.marking is Marking.EXACT and right > 1:
        remarks.changed(
            "is all or nothing here; Moodle gives a part of the points for a part of the right choices"
        )
    if max(right, minus) > _MOST_RIGHT:
        remarks.changed("has shares below a tenth, which Moodle rounds: use fewer options")
    return tuple(100 / right if option.is_right else -100 / minus for option in body.options)


def several(options: Sequence[ItemOption], weights: Sequence[float], remarks: Remarks) -> SomeOf:
    """Return several choices with the way of marking that comes nearest to their weights."""
    right = [weight for weight in weights if weight > 0]
    wrong = [weight for weight in weights if weight <= 0]
    if not _all_near(right, 100 / max(len(right), 1)):
        remarks.changed("weighs its right choices differently; here each right choice counts the same")
    return SomeOf(options=tuple(options), marking=_marking(len(right), wrong, remarks))


def _marking(right: int, wrong: list[float], remarks: Remarks) -> Marking:
    if not wrong or _all_near(wrong, -100 / max(right, 1)):
        return Marking.PROPORTIONAL
    if _all_near(wrong, -100 / len(wrong)):
        return Marking.NEGATIVE
    if _all_near(wrong, -100):
        remarks.changed(
            "gives nothing once a wrong choice is made, and a part for a part; here it is all or nothing"
        )
        return Marking.EXACT
    remarks.changed(
        "takes less or more away for a wrong choice; here it takes away as much as a right one earns"
    )
    return Marking.PROPORTIONAL


def _all_near(weights: Sequence[float], wanted: float) -> bool:
    return all(abs(weight - wanted) <= _NEAR for weight in weights)
