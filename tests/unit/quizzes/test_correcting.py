"""What a correction does to scores, whatever the scores are."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.content import QuizRules, Scoring
from studyvisit.curriculum.questions import Mark
from studyvisit.quizzes.rules import is_passed
from studyvisit.quizzes.rules.correcting import Taken, changes_of
from tests.unit.quizzes.test_rules import RULES

scorings = st.sampled_from(Scoring).map(lambda scoring: replace(RULES, scoring=scoring))
marks = st.tuples(st.integers(0, 4), st.sampled_from([0, 4])).map(
    lambda pair: Mark(Fraction(min(pair), 1), pair[1])
)


@given(scorings, st.lists(st.tuples(st.integers(0, 6), marks, st.booleans()), max_size=5))
def test_nobody_loses_a_pass_and_whoever_earns_one_has_it(
    quiz_rules: QuizRules, sat: list[tuple[int, Mark, bool]]
) -> None:
    taken, percents = [], []
    for number, (others, after, asks) in enumerate(sat, start=1):
        before = Mark(Fraction(2), 4)
        one = Taken(
            attempt_id=UUID(int=number),
            enrolment_id=UUID(int=0),
            number=number,
            counts=True,
            rules=quiz_rules,
            points=others + before.points,
            available=10,
            passed=None,
            before=before if asks else None,
            after=after if asks else None,
        )
        percents.append(one.percent)
        taken.append(replace(one, passed=is_passed(one.rules, percents)))
    changed = {change.after.number: change for change in changes_of(taken)}
    now = [changed[one.number].after if one.number in changed else one for one in taken]
    for number, one in enumerate(now, start=1):
        stands = is_passed(one.rules, [each.percent for each in now[:number]])
        assert one.passed == (stands or taken[number - 1].passed)
        assert one.points >= 0
        assert number not in changed or changed[number].keeps_pass == (
            taken[number - 1].passed and not stands
        )
