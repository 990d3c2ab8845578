"""How well people judge their answers."""

from __future__ import annotations

import pytest

from studyvisit.quizzes.rules.certainty import Certainty, Remark, calibration, remark_on


@pytest.mark.parametrize(
    ("told", "remark"),
    [
        ("s+ s+ f- g-", Remark.WELL),
        ("s+ s- g+ g+", Remark.OVER),
        ("s+ g+ g+ g-", Remark.UNDER),
        ("g+", None),
        ("f+ f-", None),
    ],
)
def test_certainty_is_told_back_with_what_matters_most(told: str, remark: Remark | None) -> None:
    names = {level.value[0]: level for level in Certainty}
    assert remark_on(calibration((names[t[0]], t[1] == "+") for t in told.split())) is remark
