"""The curriculum in figures, as trainers and reviewers meet it, and at a terminal."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from studyvisit.accounts.models import User
from studyvisit.curriculum.compile import CompiledUnit
from studyvisit.curriculum.content import Module
from studyvisit.library import queries as library
from studyvisit.library.models import Publication
from studyvisit.reporting.queries import curriculum as queries
from tests.client import PageClient, Read
from tests.contracts.test_queries import statements
from tests.people import MODULES, Cast
from tests.web.reporting.reading import words

Open = Callable[[User], PageClient]
Units = tuple[CompiledUnit, ...]
PAGE = "/reports/curriculum"


def table(page: Read, number: int) -> dict[str, dict[str, str]]:
    """Return a table of the page: for each module's title the cells by their heads."""
    found = page.tree.findall(".//table")[number]
    heads = [words(head) for head in found.iterfind("./thead/tr/th")][1:]
    rows = [*found.iterfind("./tbody/tr"), *found.iterfind("./tfoot/tr")]
    return {words(row[0]): dict(zip(heads, [words(cell) for cell in row[1:]], strict=True)) for row in rows}


def modules(units: Units) -> list[Module]:
    return [unit.document for unit in units if isinstance(unit.document, Module)]


def test_each_module_is_counted_and_so_are_all(client_for: Open, cast: Cast, units: Units) -> None:
    page = client_for(cast.tara).read(PAGE)
    lessons, questions = table(page, 0), table(page, 2)
    for module in modules(units):
        line = lessons[module.title]
        assert line["Lessons"] == str(len(module.lessons))
        found = [lesson.words for lesson in module.lessons]
        assert line["Words a lesson"] == f"{min(found)}–{max(found)}"
        assert line["Minutes"] == str(module.minutes)
        assert questions[module.title]["Questions"] == str(len(module.quiz.questions))
    number = sum(len(module.lessons) for module in modules(units))
    assert lessons["All modules"]["Lessons"] == str(number)


def test_the_modules_stand_in_the_order_of_the_programme(client_for: Open, cast: Cast, units: Units) -> None:
    titles = {module.slug: module.title for module in modules(units)}
    lines = list(table(client_for(cast.tara).read(PAGE), 0))
    assert lines == [*(titles[slug] for slug in MODULES), "All modules"]


@pytest.mark.parametrize("name", ["tara", "rosa", "ada", "mona"])
def test_who_looks_after_a_programme_finds_it_in_the_navigation(
    client_for: Open, cast: Cast, name: str
) -> None:
    browser = client_for(getattr(cast, name))
    assert PAGE in browser.get("/").text
    assert browser.get(PAGE).status_code == 200


def test_a_participant_is_not_led_there(client_for: Open, cast: Cast) -> None:
    assert PAGE not in client_for(cast.alem).get("/").text


def test_what_there_is_to_mend_is_said_with_its_module(client_for: Open, cast: Cast, units: Units) -> None:
    page = client_for(cast.rosa).read(PAGE)
    # The tests run on two modules of ten: the other eight modules' competencies are taught by none.
    assert "is taught by no module: name it in one, or take it out" in page.text
    assert {line["To mend"] for name, line in table(page, 1).items() if name != "All modules"} == {"0"}


def test_the_page_asks_three_times_even_when_nothing_was_read_before(
    app: Flask, client_for: Open, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tara = client_for(cast.tara)
    monkeypatch.setattr(library, "_read", {})
    monkeypatch.setattr(queries, "_latest", {})
    with statements(app) as sent:
        assert tara.get(PAGE).status_code == 200
    assert len(sent) == 3


def test_before_anything_is_published_the_page_says_so(
    client_for: Open, cast: Cast, session: Session
) -> None:
    session.execute(delete(Publication))
    session.commit()
    page = client_for(cast.tara).read(PAGE)
    assert "Nothing is published yet" in page.text
    assert page.tree.find(".//table") is None


def test_the_command_prints_the_same_figures(app: Flask, client_for: Open, cast: Cast, units: Units) -> None:
    result = app.test_cli_runner().invoke(args=["content", "report"])
    assert result.exit_code == 0
    on_screen = table(client_for(cast.tara).read(PAGE), 2)
    lines = [line.split() for line in result.output.splitlines()]
    for module in modules(units):
        shown = on_screen[module.title]
        assert [module.slug, shown["Questions"], shown["Form A"], shown["Form B"]] in [
            line[:4] for line in lines
        ]
