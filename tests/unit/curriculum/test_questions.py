"""Questions: how each kind is written and what is wrong with it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.lines import numbered
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.questions import (
    FileUpload,
    LongAnswer,
    Matching,
    Number,
    OneChoice,
    Option,
    Ordering,
    Question,
    SeveralChoices,
    ShortAnswer,
    TrueFalse,
    mark,
)
from studyvisit.curriculum.questions.base import Form
from studyvisit.curriculum.questions.ordering import Item
from studyvisit.curriculum.questions.pairing import Pair
from studyvisit.curriculum.questions.several_choices import Marking
from studyvisit.curriculum.questions.written import take_apart
from tests.unit.curriculum.builders import question_of

HEAD = "## Name {#q competency=explain-egdi points=2}\nWhat?\n\n"


def asked(answers: str) -> Question:
    question, problems = question_of(HEAD + answers)
    assert [str(problem) for problem in problems] == []
    assert question is not None
    return question


def faults(text: str) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in _problems(text)]


def _problems(text: str) -> tuple[Problem, ...]:
    return question_of(text)[1]


def test_one_choice_is_read() -> None:
    question = asked(
        "- ( ) No {#no}\n  > Not *that*.\n- (x) Yes,\n  really {#yes}\n  > Right:\n  > indeed.\n> For all.\n"
    )
    assert question == OneChoice(
        id="q",
        name="Name",
        competency="explain-egdi",
        points=2,
        prompt="<p>What?</p>",
        feedback="<p>For all.</p>",
        options=(
            Option(id="no", html="No", is_right=False, feedback="<p>Not <em>that</em>.</p>"),
            Option(id="yes", html="Yes,\nreally", is_right=True, feedback="<p>Right:\nindeed.</p>"),
        ),
    )


def test_several_choices_are_read() -> None:
    question, problems = question_of(
        "## N {#q competency=explain-egdi marking=proportional}\nWhich?\n- [x] A {#a}\n- [X] B {#b}\n- [ ] C {#c}\n"
    )
    assert problems == ()
    assert isinstance(question, SeveralChoices)
    assert question.marking is Marking.PROPORTIONAL
    assert question.right_answer == ("a", "b")
    assert question.points == 1


def test_true_or_false_is_read() -> None:
    question = asked("= False\n> Both.\n> true: No,\n> never.\n> false: Yes.\n")
    assert isinstance(question, TrueFalse)
    assert not question.is_true
    assert (question.feedback, question.feedback_if_true, question.feedback_if_false) == (
        "<p>Both.</p>",
        "<p>No,\nnever.</p>",
        "<p>Yes.</p>",
    )


@pytest.mark.parametrize(
    ("key", "value", "tolerance", "unit"),
    [
        ("0.3463 ± 0.0001", "0.3463", "0.0001", ""),
        ("0,3463 ± 0,0001", "0.3463", "0.0001", ""),
        ("40", "40", "0", ""),
        ("-40 ±5%", "-40", "2", ""),
        ("12.5 ± 0.5 km", "12.5", "0.5", "km"),
        ("12.5 km", "12.5", "0", "km"),
        ("200 ±10% inhabitants per km", "200", "20", "inhabitants per km"),
        ("3 +/- 1", "3", "1", ""),
    ],
)
def test_a_number_is_read(key: str, value: str, tolerance: str, unit: str) -> None:
    question = asked(f"= {key}\n> So.\n")
    assert isinstance(question, Number)
    assert (question.value, question.tolerance, question.unit) == (Decimal(value), Decimal(tolerance), unit)


def test_a_short_answer_is_read() -> None:
    question = asked('= "e-decision-making"\n= "e decision making"\n> So.\n')
    assert isinstance(question, ShortAnswer)
    assert question.accepted == ("e-decision-making", "e decision making")


def test_a_matching_is_read() -> None:
    question = asked(
        "| on the left | on the right |\n| :--- | ---: |\n| *One* \\| two {#one} | Uno & co |\n"
        "| Three {#three} | Tres |\n| - | Cinco |\n> For all.\n"
    )
    assert question == Matching(
        id="q",
        name="Name",
        competency="explain-egdi",
        points=2,
        prompt="<p>What?</p>",
        feedback="<p>For all.</p>",
        pairs=(
            Pair(id="one", html="<em>One</em> | two", counterpart="Uno & co"),
            Pair(id="three", html="Three", counterpart="Tres"),
        ),
        distractors=("Cinco",),
    )


def test_an_ordering_is_read() -> None:
    question = asked(
        "1. First,\n   indeed {#first}\n\n2. *Second* {#second}\n3) Third {#third}\n> For all.\n"
    )
    assert isinstance(question, Ordering)
    assert question.items == (
        Item(id="first", html="First,\nindeed"),
        Item(id="second", html="<em>Second</em>"),
        Item(id="third", html="Third"),
    )
    assert question.feedback == "<p>For all.</p>"


@pytest.mark.parametrize(
    "above",
    ["| a | b |\n| --- | --- |\n| 1 | 2 |\n", "1. one\n2. two\n", "```\n| a {#a} |\n1. x {#x}\n```\n"],
)
def test_a_table_or_list_above_the_answers_belongs_to_the_prompt(above: str) -> None:
    for answers in ("= 3\n", "- (x) A {#a}\n- ( ) B {#b}\n", "1. A {#a}\n2. B {#b}\n3. C {#c}\n"):
        question, problems = question_of(f"{HEAD}{above}\n{answers}")
        if "1. one" in above and "1. A" in answers:
            continue  # one list to Markdown, too
        assert not problems
        assert question is not None
        assert question.prompt.count("<") > 4


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("## N {#q competency=explain-egdi}\n= true\n", "1: asks nothing"),
        ("## N {#q competency=explain-egdi}\nWhat?\n", "1: has no answers"),
        ("## N {competency=explain-egdi}\nWhat?\n= true\n", "1: has no id"),
        ("## N {#Q competency=explain-egdi}\nWhat?\n= true\n", "1: `Q` is not an id"),
        ("## N {#q}\nWhat?\n= true\n", "1: names no competency"),
        (
            "## N {#q competency=explain-egdo}\nWhat?\n= true\n",
            "1: `explain-egdo` is not one of the module's",
        ),
        (
            "## N {#q competency=explain-egdi points=0}\nWhat?\n= true\n",
            "1: `points=0` is not a whole number",
        ),
        (
            "## N {#q competency=explain-egdi points=½}\nWhat?\n= true\n",
            "1: `points=½` is not a whole number",
        ),
        (
            "## N {#q competency=explain-egdi point=2}\nWhat?\n= true\n",
            "1: `point` is not known here. Did you mean",
        ),
        ("## N {#q competency = explain-egdi}\nWhat?\n= true\n", "1: `competency` cannot be read"),
        (HEAD + "- ( ) A {#a}\n- ( ) B {#b}\n", "1: has no right options"),
        (HEAD + "- (x) A {#a}\n- (x) B {#b}\n", "5: has 2 right options"),
        (HEAD + "- (x) A {#a}\n", "1: needs at least two options"),
        (HEAD + "- (x) A {#a}\n- ( ) B {#a}\n", "5: `a` is the id of another option"),
        (HEAD + "- (x) A\n- ( ) B {#b}\n", "4: has no id"),
        (HEAD + "- (x) {#a}\n- ( ) B {#b}\n", "4: has no words"),
        (HEAD + "- (x) A {#a}\n- [ ] B {#b}\n", "5: mixes ( ) and [ ]"),
        (HEAD + "- (x) A {#a}\n- ( ) B {#b}\n= 3\n", "6: has a line with `=` beside other answers"),
        (HEAD + "- (x) A {#a}\n- ( ) B {#b}\n\nAnd another thing\n", "7: this line stands after the answers"),
        (HEAD + "- (y) A {#a}\n- (x) B {#b}\n", "4: this line stands after the answers and is none"),
        (HEAD + "- [ ] A {#a}\n- [ ] B {#b}\n", "1: has no right option"),
        (
            "## N {#q competency=explain-egdi marking=none}\nWhat?\n- [x] A {#a}\n- [ ] B {#b}\n",
            "1: `marking=none`",
        ),
        (
            "## N {#q competency=explain-egdi marking=exact}\nWhat?\n= true\n",
            "1: `marking` is for questions with",
        ),
        (HEAD + "= true\n= false\n", "5: has a second answer"),
        (HEAD + "= maybe\n", "4: `maybe` is not a number with a tolerance"),
        (HEAD + "= 3 ± much\n", "4: `3 ± much` is not a number"),
        (HEAD + "= 3 ± 1 %\n", "4: it is not clear what the % belongs to"),
        (HEAD + "= 3\n= 4\n", "5: has a second number"),
        (HEAD + '= "open\n', '4: `"open` is not an accepted form'),
        (HEAD + '= "a*"\n', '4: "a*" is shown as the right answer'),
        (HEAD + '= "a"\n= "**"\n', '5: `"**"` is not an accepted form'),
        (HEAD + '= "Same."\n= "same"\n', '5: "same" is compared like "Same."'),
        (HEAD + "- (x) A {#a}\n- ( ) [x]() {#b}\n", "5: the link “x” leads nowhere"),
        (HEAD + "- (x) A {#a}\n- ( ) B {#b}\n  > ## No\n", "6: has a heading"),
        (HEAD + "| a | b |\n|---|---|\n| A | X |\n", "1: has no answers"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n", "1: has 1 rows to answer"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n| B | Y |\n", "7: has no id"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n| B {#a} | Y |\n", "7: `a` is the id of another row"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n| B {#b} | Y | Z |\n", "7: a row has 3 cells"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | *X* |\n| B {#b} | Y |\n", "6: has formatting"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | |\n| B {#b} | Y |\n", "6: is empty"),
        (HEAD + "| a | b |\n|---|---|\n| {#a} | X |\n| B {#b} | Y |\n", "6: has no words"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n| B {#b} | X |\n", "1: leaves nothing to choose"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n| B {#b} | Y |\n| - | X |\n", "8: `X` stands on"),
        (HEAD + "| a | b |\n|---|---|\n| A {#a} | X |\n| B {#b} | Y |\nAnd\n", "8: this line stands after"),
        (HEAD + "1. A {#a}\n2. B {#b}\n", "1: has 2 items"),
        (HEAD + "1. A {#a}\n2. B {#b}\n3. C\n", "6: has no id"),
        (HEAD + "1. A {#a}\n2. B {#b}\n3. C {#a}\n", "6: `a` is the id of another item"),
        (HEAD + "1. A {#a}\n   > So\n2. B {#b}\n3. C {#c}\n", "4: an item has no feedback of its own"),
        (
            "## N {#q competency=explain-egdi marking=exact}\nWhat?\n1. A {#a}\n2. B {#b}\n3. C {#c}\n",
            "1: `marking` is for questions with",
        ),
    ],
)
def test_a_fault_in_a_question_is_named_with_its_line(text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(text)), faults(text)


LINES = st.sampled_from(
    [
        "- (x) A {#a}",
        "- ( ) B {#b}",
        "- [x] C {#c}",
        "- [ ] D",
        "= 3 ± 1",
        "= true",
        '= "a"',
        "=",
        "> true: x",
        "  > y",
        "",
        "  more",
        "```\ntext",
        "- (\n{#",
        "}",
        "> ",
        "# h",
        "::: check {#x}",
        ":::",
        "±",
        "= ± %",
        "- ( ) ![a](b)",
        "| a | b |\n|---|---|",
        "| A {#a} | X |",
        "= long answer\n| a | 0 | 1 |\n|---|---|---|",
        "= file: pdf",
        "| B {#b} | Y |",
        "| - | Z |",
        "| |",
        "1. One {#one}\n2. Two {#two}",
        "3. Three {#three}",
        "1.",
    ]
)


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_whatever_is_written_there_is_a_question_or_a_problem(text: str) -> None:
    question, problems = question_of(f"## N {{#q competency=explain-egdi}}\n{text}\n")
    assert question is not None or problems
    if question is not None and not problems and not isinstance(question, LongAnswer | FileUpload):
        assert mark(question, question.right_answer).is_right


@given(st.one_of(st.text(), st.lists(LINES).map("\n".join)))
def test_no_line_of_a_question_gets_lost(text: str) -> None:
    lines = numbered(text)
    prompt, answers = take_apart(lines)
    numbers = {
        line.number for line in (*prompt, *answers.keys, *answers.feedback, *answers.rubric, *answers.stray)
    }
    numbers |= {line.number for line in answers.head} | {row.number for row in answers.rows}
    for option in (*answers.options, *answers.items):
        numbers |= {line.number for line in (*option.text, *option.feedback)}
    assert {line.number for line in lines if line.text.strip()} <= numbers


def test_a_question_of_a_quiz_names_its_lesson_and_its_form() -> None:
    question, problems = question_of(
        "## N {#q competency=explain-egdi lesson=the-survey form=b}\nRight?\n\n= true\n"
    )
    assert problems == ()
    assert isinstance(question, TrueFalse)
    assert (question.lesson, question.form) == ("the-survey", Form.B)


def test_a_question_that_names_neither_lesson_nor_form_has_none() -> None:
    question = asked("= true\n")
    assert (question.lesson, question.form) == (None, None)


def test_a_form_is_a_or_b() -> None:
    assert faults("## N {#q competency=explain-egdi form=c}\nRight?\n\n= true\n") == [
        "1: `form=c` is not a form: write form=a or form=b"
    ]
