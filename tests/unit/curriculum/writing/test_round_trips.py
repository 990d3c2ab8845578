"""From a question's source to the fields of a form and back: nothing is lost and nothing means something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import ROOT
from studyvisit.curriculum.exchange.items import Body, Item
from studyvisit.curriculum.exchange.quiz_writer import block_of
from studyvisit.curriculum.questions import OneChoice
from studyvisit.curriculum.writing.arranging import identified
from studyvisit.curriculum.writing.fields import (
    ChoiceFields,
    Kind,
    OptionFields,
    PairFields,
    QuestionFields,
    RowFields,
    tidied,
)
from studyvisit.curriculum.writing.reading import Reason, Unsayable, fields_of, section_of
from studyvisit.curriculum.writing.round_trip import (
    CHECK,
    QUIZ,
    Misread,
    Surroundings,
    looked_at,
    opened,
    problems_by_field,
    rewritten,
    source_of,
)
from studyvisit.curriculum.writing.samples import blank, sample
from studyvisit.curriculum.writing.spans import Span, outline_of
from studyvisit.curriculum.writing.to_markdown import completed, markdown_of
from tests.unit.curriculum.exchange.questions import CLOSED, DRAWN, ORDERS, WRITTEN, gaps, items

ALL: st.SearchStrategy[Body] = st.one_of(CLOSED, gaps(most=3), ORDERS, WRITTEN, DRAWN)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.text("ab1 *`|>=#-[](){}\\:\n", max_size=12)

ONE = """## Weakest {#weakest competency=read-profile points=2}
Which component was weakest?

- ( ) Human capital {#hci}
- (x) Online services {#osi}
  > Right.
> See the profile."""


def of_content() -> list[tuple[str, int, Span]]:
    """Return every question of the curriculum, in quizzes and in checks."""
    found = []
    for path in sorted((ROOT / "content/modules").glob("*/*.md")):
        outline = outline_of(path.read_text(encoding="utf-8"), path.name)
        found += [(f"{path.parent.name}/{path.name}", outline.level, span) for span in outline.spans]
    return found


def test_every_question_of_the_curriculum_opens_as_a_form_and_goes_back() -> None:
    asked = of_content()
    assert len(asked) > 250
    for where, level, span in asked:
        read = opened(span.source, level)
        written = markdown_of(read, level)
        assert fields_of(section_of(written, level)) == read, f"{where}: {span.key}"


@FEW
@given(items(ALL))
def test_any_question_opens_as_a_form_and_unchanged_stays_as_it_is(item: Item) -> None:
    source = block_of(item).rstrip("\n")
    read = opened(source)
    assert rewritten(source, read) == source
    changed = replace(read, points="77")
    again = opened(rewritten(source, changed))
    assert again == completed(changed)


@FEW
@given(WORDS, WORDS, WORDS, WORDS, st.sampled_from([QUIZ, CHECK]))
def test_what_is_typed_reads_back_as_it_was_typed_or_is_refused(
    prompt: str, option: str, told: str, name: str, level: int
) -> None:
    options = (
        OptionFields(text=option, is_right=True, id="a", feedback=told),
        OptionFields(text="x", id="b"),
    )
    asked = QuestionFields(
        kind=Kind.ONE_CHOICE, id="q", name=name, prompt=prompt, answers=ChoiceFields(options=options)
    )
    try:
        source = source_of(asked, level)
    except Misread:
        return
    assert fields_of(section_of(source, level)) == tidied(asked)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_example_of_each_kind_is_a_question_without_a_fault(kind: Kind) -> None:
    asked = identified(sample(kind, "read-profile"), {"question"})
    source = source_of(asked)
    seen = looked_at(source, QUIZ, Surroundings(competencies=["read-profile"]))
    assert not seen.problems
    assert opened(source) == completed(asked)
    assert fields_of(section_of(source, QUIZ)).kind is kind
    assert blank(kind).kind is kind


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("One\n## Two {#two}", "prompt"),
        ("One\n- ( ) not meant", "prompt"),
        ("```\nnever ends", "prompt"),
    ],
)
def test_what_would_be_read_as_something_else_is_refused_with_its_field(prompt: str, place: str) -> None:
    with pytest.raises(Misread) as refused:
        source_of(replace(opened(ONE), prompt=prompt))
    assert place in refused.value.places


def test_a_check_is_not_ended_from_within_a_question() -> None:
    with pytest.raises(Misread):
        source_of(replace(opened(ONE), prompt="One\n:::\nTwo"), CHECK)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (f"{ONE}\n\n## Another {{#another}}\nYes?\n\n= true", Reason.SEVERAL),
        ("## Nothing {#nothing competency=x}\nIs this a question?", Reason.NO_ANSWER),
        (ONE.replace("points=2", "points=2 colour=red"), Reason.WORDS),
        (ONE.replace("{#weakest", "{.wide #weakest"), Reason.WORDS),
        (f"{ONE}\n\nA line below the answers.", Reason.WORDS),
        (ONE.replace("{#osi}", "{#osi lang=fr}"), Reason.WORDS),
        (ONE.replace("Human capital {#hci}", "Human \\\n  capital {#hci}"), Reason.MEANING),
        ("## Pairs {#pairs}\nWhich?\n\n| a | b |\n| --- | --- |\n| one {#one} | 1 | 2 |", Reason.TABLE),
    ],
)
def test_what_a_form_cannot_say_opens_as_text_with_the_reason(source: str, reason: Reason) -> None:
    with pytest.raises(Unsayable) as refused:
        opened(source)
    assert refused.value.reason is reason


def test_what_stands_beside_the_changed_field_keeps_its_words() -> None:
    source = (
        "## Obstacles {#obstacles competency=x kind=categorising}\nWhere does each belong?\n\n"
        "| obstacle | layer |\n| :-- | --- |\n| A \\| B {#law} | Legal |\n| - | Technical |\n"
        "| Codes {#codes} | Semantic |\n> They differ."
    )
    read = opened(source)
    assert read.answers == PairFields(
        rows=(
            RowFields(text="A | B", counterpart="Legal", id="law"),
            RowFields(text="Codes", counterpart="Semantic", id="codes"),
        ),
        spare=("Technical",),
        head=("obstacle", "layer"),
    )
    written = rewritten(source, replace(read, prompt="Which layer?"))
    assert opened(written) == replace(read, prompt="Which layer?")
    assert "| obstacle | layer |" in written


def test_what_the_checker_says_stands_at_its_field() -> None:
    options = (OptionFields(text="One", id="one"), OptionFields(text="", id="two"))
    asked = QuestionFields(
        kind=Kind.ONE_CHOICE,
        id="q",
        name="Q",
        prompt="Which?",
        points="many",
        competency="nobody",
        answers=ChoiceFields(options=options),
    )
    around = Surroundings(competencies=["read-profile"])
    problems = looked_at(markdown_of(asked), QUIZ, around).problems
    places = [place for place, _ in problems_by_field(problems, asked, QUIZ)]
    assert {"points", "competency", "option-1"} <= set(places)


def test_a_question_is_looked_at_as_participants_get_it() -> None:
    question = looked_at(ONE, QUIZ, Surroundings(competencies=["read-profile"])).question
    assert isinstance(question, OneChoice)
    assert question.points == 2
