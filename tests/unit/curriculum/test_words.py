"""Words that were typed, compared with those that are accepted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions import ShortAnswer, mark, read_answer
from studyvisit.curriculum.questions.short_answer import is_accepted
from tests.unit.curriculum.shapes import COMMON


@pytest.mark.parametrize(
    ("form", "typed", "is_right"),
    [
        ("\u0995\u09cb", "\u0995\u09c7\u09be", True),  # Bangla: one vowel sign, or its two halves
        ("\u09a1\u09bc\u09be\u0995", "\u09dc\u09be\u0995\u0964", True),  # a letter, composed or not; a danda
        ("\u0995\u09be", "\u0995\u09bf", False),  # another vowel sign is another word
        (
            "\u12a2\u1275\u12ee\u1335\u12eb \u1260\u120b\u12ed",
            "\u12a2\u1275\u12ee\u1335\u12eb\u1361\u1260\u120b\u12ed\u1362",
            True,
        ),  # Amharic
        ("\u12a2\u1275", "\u12a1\u1275", False),
        (
            "\u0e99\u0eb3\u0ea5\u0eb2\u0ea7",
            "\u0e99\u0ecd\u0eb2\u200b\u0ea5\u0eb2\u0ea7",
            True,
        ),  # Lao: sara am, a space of no width
        ("\u0ea5\u0eb2\u0ea7", "\u0ea5\u0eb2\u0ea5", False),
        ("Stra\u00dfe", "STRASSE", True),
    ],
)
def test_words_match_however_their_script_was_typed(form: str, typed: str, is_right: bool) -> None:
    question = ShortAnswer(**COMMON, points=1, accepted=(form,))
    assert mark(question, read_answer(question, [typed])).is_right is is_right


@pytest.mark.parametrize(
    ("form", "typed", "is_right"),
    [
        ("once*only", "Once Only", True),
        ("once*only", "once and once only.", True),
        ("once*only", "only once", False),
        ("once*only", "oncely", False),
        ("*once*only*", "the once-only rule", True),
        ("a*a", "a", False),
        ("a*b*a", "aba", True),
        ("a*b*a", "aab", False),
        ("5 \\* 3", "5 * 3", True),
        ("5 \\* 3", "5 x 3", False),
    ],
)
def test_a_star_stands_for_any_characters(form: str, typed: str, is_right: bool) -> None:
    assert is_accepted(typed, [form]) is is_right


@given(
    st.lists(st.text(alphabet="ab", max_size=3), min_size=1, max_size=4), st.text(alphabet="ab", max_size=12)
)
def test_stars_fit_as_a_regular_expression_would(pieces: list[str], typed: str) -> None:
    pattern = ".*".join(map(re.escape, pieces))
    expected = bool(typed) and re.fullmatch(pattern, typed) is not None
    assert is_accepted(typed, ["*".join(pieces)]) is expected
