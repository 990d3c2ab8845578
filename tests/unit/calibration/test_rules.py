from __future__ import annotations

import pytest

from studyvisit.calibration.rules import Answer, Person, Shown, Verdict, level_of, shown_by, together, verdict
from tests.unit.questionnaires.test_rules import ASKED


def shown(points: float, questions: int = 4) -> Shown:
    return Shown(questions=questions, points=points, available=questions)


def person(level: float, shown: Shown) -> Person:
    return Person(level=level, does_not_apply=False, shown=shown)


@pytest.mark.parametrize(
    ("level", "points", "found"),
    [
        (1.0, 1, Verdict.OVER),
        (0.75, 1, Verdict.OVER),
        (0.75, 2, Verdict.FITS),
        (0.0, 2, Verdict.UNDER),
        (0.5, 4, Verdict.UNDER),
        (0.0, 0, Verdict.FITS),
        (1.0, 4, Verdict.FITS),
    ],
)
def test_a_rating_two_steps_of_five_away_from_the_quiz_is_worth_a_word(
    level: float, points: float, found: Verdict
) -> None:
    assert verdict(level, shown(points)) is found


def test_nothing_is_said_of_one_question_or_without_a_rating() -> None:
    assert verdict(1.0, shown(0, questions=1)) is Verdict.OPEN
    assert verdict(None, shown(0)) is Verdict.OPEN
    assert verdict(1.0, Shown()) is Verdict.OPEN


def test_a_level_is_a_place_on_the_scale_and_zero_is_one() -> None:
    assert [level_of(ASKED, value) for value in (0, 10, 20)] == [0.0, 0.5, 1.0]
    assert level_of(ASKED, None) is None
    assert level_of(ASKED, 7) is None


def test_answers_are_added_up_by_competency_with_how_sure_people_were() -> None:
    found = shown_by(
        [
            Answer("read", 1, 1, "sure"),
            Answer("read", 0.5, 2, "sure"),
            Answer("read", 1, 1, "guess"),
            Answer("write", 0, 1),
        ]
    )
    assert found["read"] == Shown(
        questions=3, points=2.5, available=4, sure=2, sure_right=1, guessed=1, guessed_right=1
    )
    assert found["write"] == Shown(questions=1, points=0, available=1)


def test_of_a_group_only_those_are_compared_who_rated_and_answered_enough() -> None:
    over, fits = person(1.0, shown(1)), person(1.0, shown(4))
    does_not_apply, not_tested = Person(level=None, does_not_apply=True, shown=shown(4)), person(0.5, Shown())
    few = together([over, fits, fits, fits, does_not_apply, not_tested])
    assert (few.rated, few.not_applicable, few.tested, few.compared) == (5, 1, 5, 4)
    assert (few.over, few.under, few.level, few.share) == (1, 0, 1.0, 0.8125)
    assert not few.may_be_told
    assert together([over, fits, fits, fits, fits]).may_be_told
