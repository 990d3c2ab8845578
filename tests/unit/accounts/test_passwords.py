"""Which passwords are good enough, and how they are kept."""

from __future__ import annotations

import time

import pytest

from studyvisit.accounts.services import hash_password, is_password, needs_rehash, weakness_of

OWN = ("tigist", "bekele", "tigist.bekele@example.org")


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("horse", "too-short"),
        ("x" * 201, "too-long"),
        ("tigist-and-the-river-9", "own-name"),
        ("Walk-BEKELE-far-away", "own-name"),
        ("password123", "common"),
        ("study-visit-2030", "common"),
        ("My-Study-Visit-2030", "common"),
        ("qwertyuiop", "common"),
        ("aaaaaaaaaaaa", "repeats"),
        ("abcdefghij", "sequence"),
    ],
)
def test_a_weak_password_is_refused_for_a_reason(password: str, weakness: str) -> None:
    assert weakness_of(password, OWN) == weakness


@pytest.mark.parametrize("password", ["river lantern goat seven", "a-long-walk-2030", "ገበያ-ዝናብ-መንገድ-ቡና"])
def test_a_few_unrelated_words_are_good_enough_in_any_script(password: str) -> None:
    assert weakness_of(password, OWN) is None


def test_a_password_is_kept_as_an_argon2id_hash() -> None:
    made = hash_password("river lantern goat seven")
    assert made.startswith("$argon2id$")
    assert "river" not in made
    assert is_password(made, "river lantern goat seven")
    assert not is_password(made, "river lantern goat eight")
    assert not needs_rehash(made)


def test_no_hash_is_nobodys_password() -> None:
    assert not is_password(None, "")
    assert not is_password("not a hash", "anything")


def test_a_hash_with_other_costs_is_made_anew_at_the_next_sign_in() -> None:
    assert needs_rehash("$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$8K2mRkZm0ogvy2VbDpBYlQ")


def test_judging_the_longest_password_allowed_takes_no_time_to_speak_of() -> None:
    started = time.perf_counter()
    weakness_of("Ab1!" * 50, OWN)
    assert time.perf_counter() - started < 2
