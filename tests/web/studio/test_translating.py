"""Translating in the studio, side by side."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studyvisit.accounts.models import User
from tests.client import PageClient
from tests.people import Cast

UNIT = "/studio/module/measuring-e-government"
PATH = f"{UNIT}/translate/ar/01-the-survey.md"
ClientFor = Callable[[User], PageClient]

pytestmark = pytest.mark.one_database


def test_a_trainer_adds_a_language_and_saves_what_is_translated(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.tara)
    assert "01-the-survey.md" in client.read(f"{UNIT}/translate?language=ar").response.text
    page = client.read(PATH)
    assert 'lang="ar" dir="rtl"' in page.response.text
    page = client.submit(page, {"piece-0": "المسح"}, action="")
    assert "Saved." in page.text
    assert "المسح" in page.response.text
    assert "1 of" in client.read(f"{UNIT}/translate").text


def test_a_stranger_finds_no_translation(cast: Cast, client_for: ClientFor) -> None:
    assert client_for(cast.tara).get(f"{UNIT}/translate/zz/quiz.md").status_code == 404
    assert client_for(cast.alem).get(PATH).status_code == 403
