"""Translating in the studio, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from studyvisit.accounts.models import User
from tests.client import PageClient, Read
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
    page = client.submit(page, {first_field(page): "المسح"})
    assert "Saved." in page.text
    assert "المسح" in page.response.text
    assert "1 of" in client.read(f"{UNIT}/translate").text


def test_what_two_people_begin_at_once_is_not_overwritten(cast: Cast, client_for: ClientFor) -> None:
    client = client_for(cast.tara)
    earlier = client.read(PATH)
    client.submit(client.read(PATH), {first_field(earlier): "المسح"})
    page = client.submit(earlier, {first_field(earlier): "الاستطلاع"})
    assert page.response.status_code == 409
    assert "الاستطلاع" in page.response.text
    assert "المسح" in client.read(PATH).response.text


def test_what_two_people_translate_in_different_places_is_put_together(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.tara)
    earlier = client.read(PATH)
    first, second, *_rest = re.findall(r'name="(piece-[^"]+)"', earlier.response.text)
    client.submit(client.read(PATH), {first: "المسح"})
    page = client.submit(earlier, {second: "الثاني"})
    assert page.response.status_code == 200
    assert "المسح" in page.response.text
    assert "الثاني" in page.response.text


def test_words_beside_a_paragraph_that_is_gone_are_shown_and_moved_nowhere(
    cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.tara)
    page = client.read(PATH)
    page = client.submit(page, {"piece-00000000-1": "كلمات"})
    assert page.response.status_code == 409
    assert "كلمات" in page.response.text
    assert "كلمات" not in client.read(PATH).response.text


def first_field(page: Read) -> str:
    """Return the name of the first field to translate into."""
    found = re.search(r'name="(piece-[^"]+)"', page.response.text)
    assert found
    return found[1]


def test_a_stranger_finds_no_translation(cast: Cast, client_for: ClientFor) -> None:
    assert client_for(cast.tara).get(f"{UNIT}/translate/zz/quiz.md").status_code == 404
    assert client_for(cast.alem).get(PATH).status_code == 403
