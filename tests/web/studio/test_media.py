"""A trainer hands in pictures and files, puts them into lessons, and takes out what nobody uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.kinds import KINDS
from studyvisit.curriculum.writing.media_markdown import markdown_for, put_at_end, uses
from studyvisit.library.models import MediaFile
from studyvisit.studio.models import Draft, DraftFile
from tests.client import PageClient, Read
from tests.contracts.payloads import CORPUS
from tests.people import MODULES, Cast
from tests.unit.curriculum import files
from tests.unit.curriculum.files import WHERE, photograph

Open = Callable[[User], PageClient]
MODULE = f"/studio/module/{MODULES[1]}"
MEDIA = f"{MODULE}/media"
LESSON = f"{MODULE}/files/01-the-survey.md"


@pytest.fixture
def trainer(cast: Cast, client_for: Open) -> PageClient:
    """Return Tara's browser."""
    return client_for(cast.tara)


def hand_in(browser: PageClient, given: Mapping[str, bytes], path: str = MEDIA) -> Read:
    """Choose files on the page and send them."""
    page = browser.read(path)
    token = next(e.get("value", "") for e in page.form(path).iter("input") if e.get("name") == "csrf_token")
    chosen = [(BytesIO(content), name) for name, content in given.items()]
    return browser._read(browser.post(path, data={"csrf_token": token, "files": chosen}))


def names_in(session: Session) -> set[str]:
    """Return the media that the draft holds beyond those of the published module."""
    session.rollback()
    found = session.scalars(select(DraftFile.name).where(DraftFile.media_sha256.is_not(None)))
    names = {name for name in found if name.endswith((".webp", ".pdf", ".mp4"))}
    session.rollback()  # a connection that waits in a transaction cannot write later
    return names


def text_of(page: Read) -> str:
    """Return what stands in the text field."""
    return next(area.text or "" for area in page.all("textarea")).removeprefix("\n")


@pytest.mark.one_database
def test_a_photograph_is_handed_in_shown_in_a_lesson_and_read_without_its_place(
    session: Session, cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    page = hand_in(trainer, {"Hall 1.JPG": photograph()})
    assert re.search(r"was [\d.]+ kB, now [\d.]+ kB: about \d+ seconds? on a slow line \(", page.text)
    assert "where and with what it was made was taken out" in page.text
    assert names_in(session) == {"media/hall-1.webp", "media/hall-1-480.webp"}
    assert not any(WHERE.encode() in kept for kept in session.scalars(select(MediaFile.content)))
    session.rollback()
    again = trainer.submit(page, {"words": ""}, action="media/place")
    assert again.status == 422
    assert "Write the words that go with it" in again.text
    editor = trainer.submit(
        again, {"words": "The [hall]", "lesson": "01-the-survey.md"}, action="media/place"
    )
    assert "![The (hall)](media/hall-1.webp)\n\n## Sources" in text_of(editor)
    shown = trainer.read(MEDIA)
    assert "media/hall-1.webp" in shown.links()
    trainer.submit(trainer.read(f"{MODULE}/publish"), {"why": "A picture of the hall."})
    reader = client_for(cast.alem)
    lesson = reader.read(f"/cohorts/incheon/modules/{MODULES[1]}/lessons/the-survey")
    [picture] = [image for image in lesson.all("img") if image.get("alt") == "The (hall)"]
    wide, narrow = picture.get("src", ""), picture.get("srcset", "").split()[0]
    assert {reader.get(url).mimetype for url in (wide, narrow)} == {"image/webp"}


@pytest.mark.one_database
def test_what_is_not_taken_is_named_with_what_to_do(session: Session, trainer: PageClient) -> None:
    given = {
        "report.pdf": b"MZ" + bytes(90),
        "letter.docx": files.MACROS,
        "hall.png": files.bomb(9_000, 9_000),
        "page.svg": b"<!DOCTYPE html><script>alert(1)</script>",
        "empty.png": b"",
    }
    page = hand_in(trainer, given)
    assert page.status == 422
    for name in given:
        assert f"{name}: " in page.text
    for words in ("a program", "a document with macros", "40 million dots", "a web page", "It is empty"):
        assert words in page.text
    assert names_in(session) == set()
    assert session.scalar(select(Draft)) is None
    assert "Choose one or more files first" in hand_in(trainer, {}).text


@pytest.mark.one_database
def test_what_nobody_uses_is_removed_and_comes_back(session: Session, trainer: PageClient) -> None:
    hand_in(trainer, {"hall.jpg": photograph(), "form.pdf": files.PDF})
    page = trainer.read(MEDIA)
    assert "Used by nothing" in page.text
    gone = trainer.submit(page, {"name": ["media/hall.webp", "media/form.pdf"]}, action="media/remove")
    assert "3 files were removed" in gone.text
    assert names_in(session) == set()
    trainer.submit(gone, action="put-back")
    assert names_in(session) == {"media/hall.webp", "media/hall-480.webp", "media/form.pdf"}
    [used] = {href for words, href in page.links().items() if words == "media/egdi.svg"}
    assert used
    trainer.submit(page, {"name": "media/egdi.svg"}, action="media/remove")
    assert "media/egdi.svg" in trainer.read(MEDIA).links(), "a text shows it"


@pytest.mark.one_database
def test_nobody_puts_a_file_in_that_is_not_what_its_name_says(session: Session, trainer: PageClient) -> None:
    gone = trainer.submit(_with_one_removed(trainer), {"gone": f"{'0' * 64} media/x.pdf"}, action="put-back")
    assert gone.status == 404
    digest = session.scalars(select(MediaFile.sha256).where(MediaFile.media_type == "image/svg+xml")).first()
    session.rollback()
    for name in ("media/x.pdf", "media/../x.svg", "quiz.md"):
        page = trainer.submit(_with_one_removed(trainer), {"gone": f"{digest} {name}"}, action="put-back")
        assert page.status == 404


def _with_one_removed(trainer: PageClient) -> Read:
    hand_in(trainer, {"form.pdf": files.PDF})
    return trainer.submit(trainer.read(MEDIA), {"name": "media/form.pdf"}, action="media/remove")


@pytest.mark.one_database
def test_a_pasted_picture_answers_with_its_markdown(trainer: PageClient) -> None:
    page = trainer.read(LESSON)
    form = page.form()
    assert form.get("data-media") == MEDIA
    token = next(e.get("value", "") for e in form.iter("input") if e.get("name") == "csrf_token")
    answer = trainer.post(
        MEDIA,
        data={"csrf_token": token, "files": [(BytesIO(files.flat()), "image.png"), (BytesIO(b"MZ"), "x")]},
        headers={"Accept": "application/json"},
    )
    assert answer.json is not None
    assert answer.json["markdown"] == ["![](media/image.webp)"]
    assert answer.json["refused"][0].startswith("x: ")


@pytest.mark.one_database
def test_hostile_files_of_every_kind_are_harmless_to_whoever_looks(
    session: Session, cast: Cast, client_for: Open, trainer: PageClient
) -> None:
    payload = " ".join(CORPUS)
    given = {
        f"{payload[:40].replace('/', '')}{suffix}": content
        + (f"<!-- {payload} -->".encode() if suffix in (".svg", ".csv", ".vtt") else payload.encode())
        for suffix, content in files.KINDS.items()
        if suffix not in (".pdf", ".csv")
    }
    page = hand_in(trainer, given)
    assert page.all("script") == [] or all(script.get("src") for script in page.all("script"))
    hand_in(trainer, {"<img src=x onerror=alert(1)>.exe": b"MZ"})
    addresses = set(re.findall(r"/media/[0-9a-f]{64}\.\w+", trainer.read(MEDIA).html))
    assert len(addresses) > 8
    known = {kind.media_type.partition(";")[0] for kind in KINDS.values()}
    for browser in (trainer, client_for(cast.alem), client_for(cast.rosa)):
        for address in addresses:
            answer = browser.get(address)
            assert answer.mimetype in known
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            if answer.mimetype.startswith("image/"):
                assert b"alert(1)" not in answer.data.replace(b"<!-- " + payload.encode() + b" -->", b"")
    stranger = client_for(cast.alem)
    assert stranger.get(MEDIA).status_code == 403


def test_what_a_text_is_given_stands_above_its_sources() -> None:
    assert (
        put_at_end("A.\n\n## Sources\n\n[^a]: b\n", "![x](y)") == "A.\n\n![x](y)\n\n## Sources\n\n[^a]: b\n"
    )
    assert put_at_end("A.\r\n", "B\nC") == "A.\r\n\r\nB\r\nC\r\n"


def test_each_family_has_its_markdown() -> None:
    names = ["media/a.fr.vtt", "media/a.en.vtt", "media/b.en.vtt"]
    assert markdown_for("media/a.webp", "", (), ()) == "![](media/a.webp){.decorative}"
    assert markdown_for("media/a.pdf", "The\nform]", (), ()) == "[The form)](media/a.pdf)"
    assert markdown_for("media/a.mp4", 'A "b"', ("{#a}",), names) == (
        '::: video {#a-2 file=media/a.mp4 captions=media/a.en.vtt,media/a.fr.vtt title="A ”b”"}\n\n:::'
    )
    assert markdown_for("media/a.csv", "It rose.", (), ()) == "::: chart {#a file=media/a.csv}\nIt rose.\n:::"


def test_a_narrow_picture_is_used_where_the_wide_one_is() -> None:
    found = uses(
        {
            "a.md": b"See ![x](media/a.webp).",
            "b.md": b"media/a.webp2",
            "media/a.webp": b"",
            "media/a-480.webp": b"",
        }
    )
    assert found == {"media/a.webp": ("a.md",), "media/a-480.webp": ("a.md",)}
