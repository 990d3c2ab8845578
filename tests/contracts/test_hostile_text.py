"""What people write is shown as text, wherever it is shown and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import html5lib
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT
from studyvisit.db import Base
from tests.client import PageClient
from tests.contracts.addresses import address, rules_of
from tests.contracts.conftest import Scene
from tests.contracts.payloads import PAYLOADS, STRUCTURE, write_everywhere, written_columns
from tests.people import Cast
from tests.seeded import Seeded

Shape = list[tuple[str, tuple[str, ...]]]
TOKEN = re.compile(r' value="[\w.-]{36,}"')
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster")


def test_columns_said_to_be_structure_exist() -> None:
    for table, columns in STRUCTURE.items():
        assert columns <= set(Base.metadata.tables[table].columns.keys()), table


def test_there_are_words_to_replace() -> None:
    names = {f"{column.table.name}.{column.name}" for column in written_columns()}
    assert names >= {"user.name", "user.position", "institution.name", "cohort.title", "certificate.name"}


def shapes(html: str) -> Shape:
    """Return a page's elements with the names of their attributes, in order: what text must not change."""
    return shapes_but_for_tokens(TOKEN.sub(' value=""', html))


@cache
def shapes_but_for_tokens(html: str) -> Shape:
    """Return the same of a page whose tokens are taken out: a refusal is the same page wherever it is given."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if isinstance(element.tag, str):
            for name in ADDRESSES:
                assert not re.match(
                    r"[\s\x00-\x1f]*(?:javascript|data|vbscript):", element.get(name, ""), re.I
                )
            found.append((element.tag, tuple(sorted(element.attrib))))
    return found


def pages(app: Flask, opened: dict[str, PageClient], seeded: Seeded, cast: Cast) -> Iterator[tuple[str, str]]:
    """Yield every page that every person can open."""
    for method, rule in rules_of(app):
        if method == "GET":
            path = address(app, rule.endpoint, rule.arguments, seeded, cast)
            for person, browser in opened.items():
                answer = browser.get(path)
                assert answer.status_code < 500, f"{path} as {person}"
                if answer.mimetype == "text/html":
                    yield f"{path} as {person}", answer.text


def test_text_never_becomes_markup(app: Flask, session: Session, scene: Scene) -> None:
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    write_everywhere(session, "harmless")
    before = dict(pages(app, opened, seeded, cast))
    assert sum("harmless" in html for html in before.values()) > 10
    expected = {place: shapes(html) for place, html in before.items()}
    for payload in PAYLOADS:
        write_everywhere(session, payload)
        found = {place: shapes(html) for place, html in pages(app, opened, seeded, cast)}
        changed = [place for place in expected if found[place] != expected[place]]
        assert not changed, f"{payload[:60]} changed the markup"


OURS = (("script", ("src", "type")), ("iframe", ("name", "title")))


def test_what_comes_with_the_address_never_becomes_markup(app: Flask, scene: Scene) -> None:
    seeded, cast, opened = scene.seeded, scene.cast, scene.opened
    source = "".join(path.read_text() for path in (ROOT / "studyvisit").rglob("*.py"))
    names = set(re.findall(r"(?:args|values)\.get(?:list)?\(\s*\"(\w+)\"", source)) | {"q1", "sort"}
    for method, rule in rules_of(app):
        if method == "GET":
            path = address(app, rule.endpoint, rule.arguments, seeded, cast)
            for person, browser in opened.items():
                answer = browser.get(path, query_string=dict.fromkeys(names, PAYLOADS[0]))
                assert answer.status_code < 500, f"{path} as {person}"
                if answer.mimetype == "text/html":
                    found = shapes(answer.text)
                    scripts = [shape for shape in found if shape[0] in ("script", "iframe", "base")]
                    assert all(shape in OURS for shape in scripts), f"{path} as {person}"
                    handlers = [n for _tag, names in found for n in names if n.startswith("on")]
                    assert not handlers, f"{path} as {person}"
