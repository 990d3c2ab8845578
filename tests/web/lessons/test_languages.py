"""Reading content in another language than that of the pages around it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import compile_tree
from studyvisit.curriculum.translating.record import begun, translated
from studyvisit.library.services import publish
from tests.client import PageClient
from tests.people import Cast

SLUG = "measuring-e-government"
MODULE = f"/cohorts/incheon/modules/{SLUG}"
ClientFor = Callable[[User], PageClient]

pytestmark = pytest.mark.one_database


@pytest.fixture
def arabic(content: Path, tmp_path: Path, session: Session) -> None:
    """Publish the module with the first lesson and the quiz in Arabic, by a few words each."""
    tree = Path(shutil.copytree(content, tmp_path / "content"))
    for name, title in (("01-the-survey", "المسح"), ("quiz", "الاختبار")):
        file = tree / "modules" / SLUG / f"{name}.md"
        original = file.read_text(encoding="utf-8")
        lines = begun(original).split("\n")
        at = next(index for index, line in enumerate(lines) if line.startswith("title:"))
        lines[at] = f'title: "{title}"'
        words = translated(original, "\n".join(lines))
        file.with_name(f"{name}.ar.md").write_text(words, encoding="utf-8")
    unit = next(unit for unit in compile_tree(tree).units if unit.slug == SLUG)
    assert publish(session, unit, published_by_id=None, now=utc_now())
    session.commit()


def test_a_lesson_is_read_in_the_language_that_was_chosen_and_so_are_the_pages_after_it(
    arabic: None, cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    assert client.read(f"{MODULE}/lessons/the-survey").title == "The Survey and the EGDI"
    page = client.read(f"{MODULE}/lessons/the-survey?language=ar")
    assert page.title == "المسح"
    assert 'lang="ar" dir="rtl"' in page.response.text
    assert client.read(f"{MODULE}/quiz").title == "الاختبار"
    assert client.read(f"{MODULE}/lessons/the-survey?language=en").title == "The Survey and the EGDI"


def test_what_is_not_translated_is_the_original_and_says_so(
    arabic: None, cast: Cast, client_for: ClientFor
) -> None:
    page = client_for(cast.alem).read(f"{MODULE}/lessons/groups-and-ranks?language=ar")
    assert "not translated into your language yet" in page.text
    assert 'lang="ar" dir="rtl"' not in page.response.text


def test_a_reader_who_changes_the_language_is_not_told_that_nothing_changed(
    arabic: None, cast: Cast, client_for: ClientFor
) -> None:
    client = client_for(cast.alem)
    etag = client.read(f"{MODULE}/lessons/the-survey").response.headers["ETag"]
    client.read(f"{MODULE}/lessons/the-survey?language=ar")
    again = client.get(f"{MODULE}/lessons/the-survey", headers={"If-None-Match": etag})
    assert again.status_code == 200


@pytest.mark.parametrize("wanted", ["zz", "<b>", "../fr", "xyz"])
def test_a_language_that_does_not_exist_is_not_chosen(cast: Cast, client_for: ClientFor, wanted: str) -> None:
    page = client_for(cast.alem).read(f"{MODULE}/lessons/the-survey?language={wanted}")
    assert page.title == "The Survey and the EGDI"
    assert "not translated" not in page.text
