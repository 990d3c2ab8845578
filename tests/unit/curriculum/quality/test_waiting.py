"""A quiz that keeps people waiting is pointed out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studyvisit.curriculum.quality.waiting import check_waiting
from tests.quizzing import BY_PERSON, QUESTIONS, RULES
from tests.unit.content_factories import module, quiz


@pytest.mark.parametrize(("pass_mark", "draw", "found"), [(38, None, 0), (39, None, 1), (100, 3, 0)])
def test_a_quiz_that_nobody_passes_before_people_have_marked_is_found(
    pass_mark: int, draw: int | None, found: int
) -> None:
    asked = quiz((*QUESTIONS, *BY_PERSON))
    made = replace(asked, rules=replace(RULES, pass_mark=pass_mark, draw=draw))
    findings = list(check_waiting(replace(module(), quiz=made)))
    assert len(findings) == found
    assert all("8 of 13 points wait for a person" in finding.message for finding in findings)
