"""A problem is mended by a button beside it, in the text as it was sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.studio.models import Draft, DraftFile
from tests.client import PageClient, Read, held_by
from tests.people import MODULES, Cast

STUDIO = f"/studio/module/{MODULES[1]}"
NAME = "01-the-survey.md"
EDITOR = f"{STUDIO}/files/{NAME}"
FAULTY = "Words.\n\n#### Too deep\n\n[click here](https://un.org/)\n"
ClientFor = Callable[[User], PageClient]

pytestmark = pytest.mark.one_database


@pytest.fixture
def tara(cast: Cast, client_for: ClientFor) -> PageClient:
    """Return the browser of Tara, in whose draft a lesson has faults."""
    client = client_for(cast.tara)
    client.submit(client.read(EDITOR), {"text": FAULTY}, action="")
    return client


def press(client: PageClient, page: Read, words: str, *, text: str = "", said: str = "") -> Read:
    """Press the button with these words, the text and the field beside the button filled in before."""
    [button] = [one for one in page.all("button") if "".join(one.itertext()) == words]
    key = button.get("value", "")
    data = held_by(page.form(""))
    data["text"] = text or data["text"]
    data["repair"], data[f"words-{key}"] = key, said
    return client._read(client.post(button.get("formaction", ""), data=data, follow_redirects=True))


def kept(session: Session) -> str:
    """Return the text of the lesson in the draft."""
    session.rollback()
    text = select(DraftFile.text).join(Draft).where(Draft.slug == MODULES[1], DraftFile.name == NAME)
    return session.scalars(text).one() or ""


def test_a_button_mends_the_text_and_what_was_typed_meanwhile_stays(
    session: Session, tara: PageClient
) -> None:
    page = tara.read(EDITOR)
    assert "a level is left out" in page.text
    page = press(tara, page, "Make it ##", text=FAULTY.replace("Words.", "More words."))
    assert "Done: Make it ##." in page.text
    assert "a level is left out" not in page.text
    assert "More words.\n\n## Too deep\n" in kept(session)


def test_a_repair_that_needs_words_asks_for_them_and_takes_no_more_than_words(
    session: Session, tara: PageClient
) -> None:
    page = press(tara, tara.read(EDITOR), "Give the link these words")
    assert "Write the words first" in page.text
    assert "[click here](https://un.org/)" in kept(session)
    page = press(tara, page, "Give the link these words", said="The <b>UN</b>](javascript:x)")
    assert "[The <b>UN</b> (javascript:x)](https://un.org/)" in kept(session)
    assert "javascript:" not in [a.get("href", "")[:11] for a in page.all("a")]


def test_a_repair_of_another_text_changes_nothing_and_keeps_what_was_typed(
    session: Session, tara: PageClient
) -> None:
    page = tara.read(EDITOR)
    page = press(tara, page, "Make it ##", text="Words.\n\n## Another heading\n")
    assert "nothing was mended" in page.text
    assert "## Another heading" in kept(session)


def test_a_colleague_who_changed_the_same_words_is_not_overwritten(
    session: Session, tara: PageClient, cast: Cast, client_for: ClientFor
) -> None:
    page, ada = tara.read(EDITOR), client_for(cast.ada)
    ada.submit(ada.read(EDITOR), {"text": FAULTY.replace("Too deep", "Hers")}, action="")
    asked = press(tara, page, "Make it ##", text=FAULTY.replace("Too deep", "Mine"))
    assert asked.status == 409
    assert "Mine" in asked.text
    assert "#### Hers" in kept(session)
