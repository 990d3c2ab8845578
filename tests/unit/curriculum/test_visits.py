"""Site visits: read, rendered, and refused when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum.check import Checked
from studyvisit.curriculum.content import Programme, SiteVisit
from tests.unit.curriculum.builders import (
    PROGRAMME,
    PROGRAMME_PATH,
    VISIT,
    VISIT_PATH,
    checked,
    only_problem,
)


def visit_of(found: Checked) -> SiteVisit:
    """Return the site visit of the small tree."""
    [programme] = [unit.document for unit in found.units if isinstance(unit.document, Programme)]
    [visit] = programme.visits
    return visit


def test_a_site_visit_has_its_brief_its_prompts_and_its_sources(tmp_path: Path) -> None:
    visit = visit_of(checked(tmp_path))
    assert (visit.id, visit.title) == ("visit", "The city")
    assert [competency.statement for competency in visit.competencies] == [
        "I can explain how the EGDI is built."
    ]
    assert visit.brief.startswith("<p>It opened in 2003.<sup")
    assert "example.org/city" in visit.sources
    assert "Sources" not in visit.brief + visit.sources
    assert [prompt.id for prompt in visit.observe] == ["who", "owner", "home"]
    assert visit.observe[1].html == "Who <em>owns</em> the data, and for how long?"
    assert [prompt.competency for prompt in visit.debrief] == ["explain-egdi"]


@pytest.mark.parametrize(
    ("written", "instead", "line", "message"),
    [
        ("- Who sits in the room? {#who competency=explain-egdi}\n", "", 10, "has 2 things to look for"),
        ("- Which", "", 16, "has no questions"),
        ("{#who ", "{#owner ", 12, "`owner` is used already"),
        ("{#who competency=explain-egdi", "{#who competency=explain-egd", 11, "Did you mean `explain-egdi`?"),
        ("{#who competency=explain-egdi", "{#who", 11, "is not one of the visit's"),
        ("## Debrief", "## Talk", 7, "write ## Brief, ## Observe, ## Debrief, ## Sources"),
        ("It opened in 2003.[^city]", "", 7, "is missing"),
        ("It opened in 2003.[^city]", "It is large.[^city]\n\nIt opened in 2003.", 10, "footnote"),
        ("2003.[^city]", "2003.", 20, "is written but not cited"),
        ("## Brief", "Words.\n## Brief", 7, "begins before `## Brief`"),
        ("## Observe\n", "## Observe\nWords.\n", 11, "has more than a list"),
        ("id: visit", "id: visits", 2, "is `visits`"),
        (
            "competencies: [explain-egdi]",
            "competencies: [explain-egdi, other]",
            4,
            "is not in competencies.md",
        ),
        (
            "competencies: [explain-egdi]",
            "competencies: [explain-egdi, read-profile]",
            4,
            "no prompt or question",
        ),
    ],
)
def test_what_is_wrong_with_a_site_visit_is_said_where_it_is(
    tmp_path: Path, written: str, instead: str, line: int, message: str
) -> None:
    assert written in VISIT
    problems = checked(tmp_path, {VISIT_PATH: VISIT.replace(written, instead, 1)}).problems
    found = [problem for problem in problems if message in problem.message]
    assert found, [str(problem) for problem in problems]
    assert found[0].path.endswith(VISIT_PATH)
    assert found[0].line == line


def test_every_site_visit_of_the_agenda_has_its_file(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, VISIT_PATH, None)
    assert problem.path.endswith(PROGRAMME_PATH)
    assert "visits/visit.md" in problem.message
    assert (
        problem.line
        == PROGRAMME.splitlines().index(
            "### Visit {#visit kind=site-visit time=10:30-12:00 module=measuring illustrative=yes}"
        )
        + 1
    )


def test_a_file_without_its_site_visit_is_refused(tmp_path: Path) -> None:
    other = VISIT_PATH.replace("visit.md", "visti.md")
    problem = only_problem(tmp_path, other, VISIT.replace("id: visit", "id: visti"))
    assert problem.path.endswith(other)
    assert "Did you mean `visit`?" in problem.message


def test_what_is_no_site_visit_is_not_read(tmp_path: Path) -> None:
    problem = only_problem(tmp_path, "programmes/study-visit/visits/notes.txt", "words")
    assert not problem.is_error
    assert "is not a part of a programme" in problem.message
