"""The project's own content goes through the editor's fields unchanged, byte for byte."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from config import ROOT
from studyvisit.curriculum.source import UnitKind, is_text
from studyvisit.curriculum.tree import read_tree
from studyvisit.curriculum.writing.front_matter import halves, values_of, with_values
from studyvisit.studio.forms.editing import Kept, keys_of, read_edited
from studyvisit.studio.pages.editing import fields_of
from studyvisit.studio.queries.drafts import state_of
from studyvisit.studio.services.drafts import like

TEXTS = {
    f"{bundle.path(name)}": (name, bundle.text(name), bundle.kind)
    for bundle in read_tree(ROOT / "content").bundles
    for name in bundle.files
    if is_text(name)
}


def as_sent(name: str, text: str) -> MultiDict[str, str]:
    """Return what a browser sends of the page that shows a text: its fields as they stand, with CRLF."""
    keys = keys_of(name, [])
    parts = halves(text) if keys else None
    sent = MultiDict({"base": state_of(text), "as": "fields" if parts else "text"})
    for field in fields_of(keys, values_of(text)) if parts else ():
        for value in sorted(field.chosen) if field.key.kept is Kept.SEVERAL else (field.text,):
            sent.add(field.key.field, value)
    sent["text"] = (parts.body if parts else text).replace("\n", "\r\n")
    return sent


def test_every_text_of_the_content_is_saved_as_it_was() -> None:
    changed = []
    for path, (name, text, kind) in TEXTS.items():
        keys = keys_of(name, []) if kind is UnitKind.MODULE else ()
        sent = as_sent(name, text) if keys else MultiDict({"text": text.replace("\n", "\r\n")})
        if like(read_edited(sent, keys).whole(text), text) != text:
            changed.append(path)
    assert len(TEXTS) > 90
    assert not changed


@pytest.mark.parametrize(
    "title",
    ["Plain words", "A colon: inside", "# a sharp", "yes", "2030", '"quoted"', "it's", "- dash", "አማርኛ"],
)
def test_whatever_is_typed_into_a_field_is_read_back_as_it_was_typed(title: str) -> None:
    text = with_values("---\nid: one\ntitle: x\n# a remark\nminutes: 5\n---\nBody.\n", {"title": title})
    assert values_of(text)["title"] == title
    assert text.endswith("\n# a remark\nminutes: 5\n---\nBody.\n")
