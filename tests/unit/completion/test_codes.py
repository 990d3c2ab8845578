from __future__ import annotations

import math

import pytest

from studyvisit.completion import rules


def test_a_code_cannot_be_guessed() -> None:
    assert math.log2(len(set(rules.CODE_ALPHABET))) * rules.CODE_LENGTH >= 60


def test_no_sign_of_a_code_is_mistaken_for_another() -> None:
    assert not set("OILU") & set(rules.CODE_ALPHABET)


@pytest.mark.parametrize("typed", ["7QKM-4T2X-9HW1", "7qkm4t2x9hwi", " 7QKM 4T2X  9HWL ", "７QKM–4T2X–9HW1"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.read_code(typed) == "7QKM-4T2X-9HW1"


@pytest.mark.parametrize("typed", ["", "7QKM-4T2X", "7QKM-4T2X-9HW1-0", "7QKM-4T2X-9HWU", "' OR 1=1 --é" * 9])
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert rules.read_code(typed) is None
