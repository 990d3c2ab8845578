"""Reaction and follow-up forms: read, and refused when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum import document
from studyvisit.curriculum.content import Programme, Questionnaire, Wave
from studyvisit.curriculum.feedback import FeedbackForm, FeedbackKind, ItemKind
from tests.unit.curriculum.builders import (
    PROGRAMME,
    PROGRAMME_PATH,
    QUESTIONNAIRE,
    QUESTIONNAIRE_PATH,
    checked,
    only_problem,
)

PATH = "questionnaires/reaction.md"
REACTION = """---
id: reaction
title: Tell us
kind: reaction
anonymous: yes
minutes: 3
scale:
  - {value: 0, label: Not at all}
  - {value: 1, label: Fully}
---
It is **short**.

## The week {#week}
How true is each of these?

- It was relevant. {#relevant required=yes}
- I was on
  the site visits. {#visits decline="I was on none"}

## Then {#then}

### Will you use it? {#use required=yes}
- ( ) Yes {#yes}
- ( ) No {#no}

### What is in the way? {#obstacles decline="Nothing"}
Tick *all*.

- [ ] Time {#time}
- [ ] Money {#money}

### How many colleagues? {#colleagues}
= number 0 to 500 people

### And else? {#else}
= text 300
"""
FOLLOW_UP = (
    REACTION.replace("id: reaction", "id: later")
    .replace("kind: reaction", "kind: follow-up")
    .replace("anonymous: yes\n", "")
)
NAMED = "self_assessment: self-assessment\n"


def form_of(tmp_path: Path, text: str = REACTION, path: str = PATH) -> FeedbackForm:
    """Return the form of the small tree, which has no problems."""
    found = checked(tmp_path, {path: text})
    assert [str(problem) for problem in found.problems] == []
    [form] = [unit.document for unit in found.units if isinstance(unit.document, FeedbackForm)]
    return form


def test_a_form_has_every_kind_of_item(tmp_path: Path) -> None:
    form = form_of(tmp_path)
    assert (form.kind, form.is_anonymous, form.minutes) == (FeedbackKind.REACTION, True, 3)
    assert form.introduction == "<p>It is <strong>short</strong>.</p>"
    assert [section.title for section in form.sections] == ["The week", "Then"]
    items = {item.id: item for item in form.items}
    assert [(name, item.kind) for name, item in items.items()] == [
        ("relevant", ItemKind.SCALE),
        ("visits", ItemKind.SCALE),
        ("use", ItemKind.ONE_CHOICE),
        ("obstacles", ItemKind.SEVERAL_CHOICES),
        ("colleagues", ItemKind.NUMBER),
        ("else", ItemKind.TEXT),
    ]
    assert [option.id for option in items["relevant"].options] == ["0", "1"]
    assert items["visits"].text == "I was on the site visits."
    assert items["visits"].decline == "I was on none"
    assert [name for name, item in items.items() if item.is_required] == ["relevant", "use"]
    assert [(option.id, option.label) for option in items["obstacles"].options] == [
        ("time", "Time"),
        ("money", "Money"),
    ]
    assert items["obstacles"].hint == "<p>Tick <em>all</em>.</p>"
    colleagues = items["colleagues"]
    assert (colleagues.smallest, colleagues.largest, colleagues.unit) == (0, 500, "people")
    assert items["else"].longest == 300


def test_a_form_comes_back_from_json_as_it_was(tmp_path: Path) -> None:
    form = form_of(tmp_path)
    assert document.load("questionnaire", document.dump(form)) == form


def test_a_follow_up_is_not_anonymous(tmp_path: Path) -> None:
    form = form_of(tmp_path, FOLLOW_UP, "questionnaires/later.md")
    assert (form.kind, form.is_anonymous) == (FeedbackKind.FOLLOW_UP, False)


@pytest.mark.parametrize(
    ("written", "instead", "at", "message"),
    [
        ("kind: reaction", "kind: reation", "kind: reation", "Did you mean `reaction`?"),
        ("anonymous: yes", "anonymous: no", "anonymous: no", "must be yes"),
        ("minutes: 3", "minutes: 0", "minutes: 0", "too small"),
        ("{#relevant ", "{#visits ", "- I was on", "is used already"),
        ("required=yes}\n- I", "required=maybe}\n- I", "was relevant", "neither yes nor no"),
        ('decline="Nothing"', 'decline=""', "in the way", "has no words"),
        ("- ( ) No {#no}\n", "", "( ) Yes", "offers one option only"),
        ("- ( ) No {#no}", "- [ ] No {#no}", "Will you use", "must be answered in one way"),
        ("- ( ) No {#no}", "- No {#no}", "- No", "without `( )` or `[ ]`"),
        ("- ( ) No {#no}", "- ( ) No {#yes}", "( ) No", "is used already"),
        ("= text 300\n", "", "And else", "must be answered in one way"),
        ("= text 300", "= text 90000", "And else", "write 1 to 5,000"),
        ("0 to 500", "500 to 500", "How many", "begins where it ends"),
        ("## Then {#then}", "## Then", "## Then", "has no id"),
        ("## Then {#then}", "## Empty {#empty}\n\n## Then {#then}", "## Empty", "asks nothing"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_where_it_is(
    tmp_path: Path, written: str, instead: str, at: str, message: str
) -> None:
    assert written in REACTION
    text = REACTION.replace(written, instead, 1)
    problems = checked(tmp_path, {PATH: text}).problems
    found = [problem for problem in problems if message in problem.message]
    assert found, [str(problem) for problem in problems]
    assert found[0].path.endswith(PATH)
    assert at in text.splitlines()[found[0].line - 1]


def test_statements_need_a_scale(tmp_path: Path) -> None:
    start, end = REACTION.index("scale:"), REACTION.index("---\nIt is")
    problems = checked(tmp_path, {PATH: REACTION[:start] + REACTION[end:]}).problems
    assert {problem.message for problem in problems} == {
        "is to be rated, but the front matter has no `scale`: add one"
    }


def test_a_programme_names_its_forms(tmp_path: Path) -> None:
    named = f"{NAMED}reaction: reaction\nfollow_up: {{3: later, 12: later}}\n"
    found = checked(
        tmp_path,
        {
            PATH: REACTION,
            "questionnaires/later.md": FOLLOW_UP,
            PROGRAMME_PATH: PROGRAMME.replace(NAMED, named),
        },
    )
    assert [str(problem) for problem in found.problems] == []
    [programme] = [unit.document for unit in found.units if isinstance(unit.document, Programme)]
    assert (programme.reaction, programme.follow_up) == ("reaction", {3: "later", 12: "later"})
    assert programme.questionnaires == ("self-assessment", "reaction", "later")


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("reaction: reactoin\n", "there is no questionnaire `reactoin`. Did you mean `reaction`?"),
        ("reaction: self-assessment\n", "`self-assessment` is a self-assessment, not a reaction"),
        ("follow_up: {3: reaction}\n", "`reaction` is a reaction, not a follow-up"),
        ("follow_up: {4: reaction}\n", "`4` months is not when people are asked again"),
    ],
)
def test_a_programme_names_forms_that_there_are_and_of_the_right_kind(
    tmp_path: Path, named: str, message: str
) -> None:
    changed = {PATH: REACTION, PROGRAMME_PATH: PROGRAMME.replace(NAMED, NAMED + named)}
    [problem] = checked(tmp_path, {**changed}).problems
    assert problem.path.endswith(PROGRAMME_PATH)
    assert message in problem.message


def test_a_self_assessment_may_be_asked_again_months_later(tmp_path: Path) -> None:
    text = QUESTIONNAIRE.replace("scale:", "  follow-up-6: How well now?\nscale:")
    found = checked(tmp_path, {QUESTIONNAIRE_PATH: text})
    [questionnaire] = [unit.document for unit in found.units if isinstance(unit.document, Questionnaire)]
    assert list(questionnaire.waves) == [Wave.PRE, Wave.POST, Wave.THEN, Wave.FOLLOW_UP_6]


def test_every_wave_asks_the_same_statements_and_there_are_no_other_waves(tmp_path: Path) -> None:
    wave = QUESTIONNAIRE.replace("scale:", "  follow-up-9: How well now?\nscale:")
    assert "Did you mean `follow-up-6`?" in only_problem(tmp_path, QUESTIONNAIRE_PATH, wave).message
    own = QUESTIONNAIRE.replace("competency=explain-egdi}", "competency=explain-egdi wave=pre}")
    assert "`wave` is not known here" in only_problem(tmp_path, QUESTIONNAIRE_PATH, own).message
