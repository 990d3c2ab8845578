"""The check: what is wrong between the parts of a file and between files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studyvisit.curriculum.check import check_bundles
from studyvisit.curriculum.content import Check, Module, Prose, Questionnaire, Reveal, Wave
from studyvisit.curriculum.figures import Picture
from studyvisit.curriculum.source import Bundle, UnitKind
from studyvisit.curriculum.tree import Tree
from tests.unit.curriculum.builders import (
    COMPETENCIES,
    FILES,
    LESSON,
    LESSON_PATH,
    MODULE,
    MODULE_PATH,
    PROGRAMME,
    PROGRAMME_PATH,
    QUESTIONNAIRE,
    QUESTIONNAIRE_PATH,
    QUIZ,
    QUIZ_PATH,
    SVG,
    checked,
    module_of,
)

SECOND = "modules/measuring/02-more.md"
PICTURE = "modules/measuring/media/box.svg"
MEAN = "The index is a mean.[^method]"

FAULTS = [
    (LESSON_PATH, LESSON, MEAN, "# Title\n\n" + MEAN, 10, "`#` is the page's own title"),
    (LESSON_PATH, LESSON, "## What it shows", "### What it shows", 12, "a level is left out, use `##`"),
    (LESSON_PATH, LESSON, "## What it shows", "##", 12, "has a heading without words"),
    (LESSON_PATH, LESSON, "![A box]", "![]", 14, "has no words for those who do not see it"),
    (LESSON_PATH, LESSON, "media/box.svg", "media/bx.svg", 14, "Did you mean `media/box.svg`?"),
    (LESSON_PATH, LESSON, "media/box.svg", "https://example.org/a.png", 14, "put it into the folder media/"),
    (LESSON_PATH, LESSON, MEAN, MEAN + " Look [here](https://example.org).", 10, "do not say where it leads"),
    (LESSON_PATH, LESSON, MEAN, MEAN + " Look [](https://example.org).", 10, "has no words"),
    (LESSON_PATH, LESSON, MEAN, MEAN + " Look [at it](javascript:x).", 10, "begins with `javascript:`"),
    (
        LESSON_PATH,
        LESSON,
        "[^method]\n",
        "[^methods]\n",
        10,
        "[^methods] is cited but not written. Did you mean",
    ),
    (LESSON_PATH, LESSON, MEAN, "The index is a mean.", 28, "[^method] is written but not cited"),
    (LESSON_PATH, LESSON, "[^method]: M", "[^method]: A\n[^method]: M", 29, "is written already in line 28"),
    (
        LESSON_PATH,
        LESSON,
        "[^method]: Methodology, <https://example.org/method>",
        "[^method]:",
        28,
        "says nothing",
    ),
    (LESSON_PATH, LESSON, "## Sources", "## Notes", 1, "does not end with `## Sources`"),
    (LESSON_PATH, LESSON, ":::\n", "", 16, "does not end"),
    (LESSON_PATH, LESSON, "::: check {#check-it}", "::: chek {#check-it}", 16, "Did you mean `check`?"),
    (LESSON_PATH, LESSON, "::: check {#check-it}", "::: check", 16, "has no id"),
    (LESSON_PATH, LESSON, "::: check {#check-it}\n", "", 23, "ends something that has not begun"),
    (
        LESSON_PATH,
        LESSON,
        "### Which part",
        "Text\n\n### Which part",
        17,
        "has text before its first question",
    ),
    (LESSON_PATH, LESSON, "### Which part {#which-part}", "Which part", 16, "has no questions"),
    (LESSON_PATH, LESSON, "{#check-it}", "{#the-survey}", 16, "`the-survey` is used already in"),
    (
        LESSON_PATH,
        LESSON,
        "::: check {",
        "<div>\n\n::: check {",
        18,
        "stands within a list, a quotation or HTML",
    ),
    (LESSON_PATH, LESSON, MEAN, MEAN + "\n\n" + ">" * 20 + " deep", 12, "is nested more than six deep"),
    (LESSON_PATH, LESSON, MEAN, MEAN + "\n\n- a\n  - b\n", 13, "indent it by four"),
    (LESSON_PATH, LESSON, MEAN, MEAN + "\n\n```\ncode", 12, "begins code that does not end"),
    (LESSON_PATH, LESSON, MEAN, MEAN + "\n\n## A {#x}\n\nB\n{: #x}", 15, "`x` is the id of two parts"),
    (QUIZ_PATH, QUIZ, "> It is 0.3.", "> It is 0.3.[^a]", 18, "has a footnote"),
    (QUIZ_PATH, QUIZ, "{#rank ", "{#which-part ", 20, "`which-part` is used already in"),
    (QUIZ_PATH, QUIZ, "{#rank ", "{#rank lesson=the-survy ", 20, "Did you mean `the-survey`?"),
    (LESSON_PATH, LESSON, "{#which-part}", "{#which-part form=a}", 17, "`form` is not known here"),
    (MODULE_PATH, MODULE, "The overview.", "# The overview", 8, "`#` is the page's own title"),
    (
        QUESTIONNAIRE_PATH,
        QUESTIONNAIRE,
        "is built",
        "was built",
        15,
        "is not in the words of competencies.md",
    ),
    (QUESTIONNAIRE_PATH, QUESTIONNAIRE, "=read-profile", "=explain-egdi", 16, "is stated already in line 15"),
    (QUESTIONNAIRE_PATH, QUESTIONNAIRE, " competency=read-profile", "", 16, "names no competency"),
    ("competencies.md", COMPETENCIES, "I can read", "Can read", 6, "does not begin with “I can”"),
    ("competencies.md", COMPETENCIES, "sdg=16.6,17.18", "sdg=16.6,99", 5, "`99` is not a target"),
    (
        "competencies.md",
        COMPETENCIES,
        "{#read-profile}",
        "{#explain-egdi}",
        6,
        "`explain-egdi` is used already",
    ),
    (PROGRAMME_PATH, PROGRAMME, "{date=2019-04-01}", "{date=2019-04-09}", 16, "is outside the programme"),
    (PROGRAMME_PATH, PROGRAMME, " {date=2019-04-01}", "", 16, "has no date"),
    (PROGRAMME_PATH, PROGRAMME, "time=09:00-10:00", "time=10:00-09:00", 18, "ends before it begins"),
    (PROGRAMME_PATH, PROGRAMME, "time=09:00-10:00", "time=9-10", 18, "write it as time=09:00-10:00"),
    (PROGRAMME_PATH, PROGRAMME, "time=10:30-12:00", "time=08:30-12:00", 21, "put the entries in order"),
    (PROGRAMME_PATH, PROGRAMME, "kind=session", "kind=sesion", 18, "Did you mean `session`?"),
    (PROGRAMME_PATH, PROGRAMME, "module=measuring", "module=measurin", 21, "Did you mean `measuring`?"),
    (PROGRAMME_PATH, PROGRAMME, "illustrative=yes", "illustrative=perhaps", 21, "neither yes nor no"),
    (PICTURE, SVG, "<rect", "<script>x</script><rect", 1, "has <script>"),
]


@pytest.mark.parametrize(("path", "text", "old", "new", "line", "message"), FAULTS)
def test_a_fault_in_the_content_is_named_with_its_line(
    tmp_path: Path, path: str, text: str, old: str, new: str, line: int, message: str
) -> None:
    assert old in text
    found = checked(tmp_path, {path: text.replace(old, new, 1)})
    problems = [str(problem) for problem in found.problems]
    assert any(f"{path}:{line}: " in problem and message in problem for problem in problems), problems
    assert found.has_errors


def test_the_small_tree_has_no_problems(tmp_path: Path) -> None:
    found = checked(tmp_path)
    assert found.problems == ()
    assert [unit.bundle.kind for unit in found.units] == list(UnitKind)


def test_a_lesson_is_prose_and_checks_in_reading_order(tmp_path: Path) -> None:
    lesson = module_of(checked(tmp_path)).lessons[0]
    before, picture, check, after = lesson.body
    assert isinstance(before, Prose)
    assert isinstance(picture, Picture)
    assert isinstance(check, Check)
    assert isinstance(after, Prose)
    assert before.html.startswith("<p>The index is a mean.<sup")
    assert picture.html.startswith('<svg role="img" aria-label="A box" width="40"')
    assert picture.description.startswith("One box, twenty wide")
    assert [question.id for question in check.questions] == ["which-part"]
    assert after.html.startswith('<h2 id="s-sources">')
    assert after.html.count('<li id="s-fn-method">') == 1
    assert [heading.id for heading in lesson.contents] == ["s-what-it-shows", "s-sources"]
    assert (lesson.number, lesson.minutes, lesson.facts) == (1, 12, ("1.01",))


def test_the_words_of_a_lesson_are_its_own_without_its_checks_and_its_sources(tmp_path: Path) -> None:
    # “The index is a mean.” and “What it shows”: the rest of the lesson is a picture, a check and a source.
    assert module_of(checked(tmp_path)).lessons[0].words == 8


def test_a_quiz_has_its_rules(tmp_path: Path) -> None:
    rules = module_of(checked(tmp_path)).quiz.rules
    assert (rules.pass_mark, rules.attempts, rules.draw, rules.shuffle, rules.time_limit) == (
        70,
        3,
        1,
        True,
        1200,
    )
    assert (rules.review.marks, rules.review.answers) == (Reveal.AFTER_SUBMIT, Reveal.AFTER_PASS)


def test_unlimited_attempts_and_one_word_reviews_are_understood(tmp_path: Path) -> None:
    text = QUIZ.replace("attempts: 3", "attempts: unlimited").replace("time_limit: 20 min\n", "")
    text = text.replace(
        "review: {marks: after-submit, feedback: after-submit, answers: after-pass}", "review: never"
    )
    rules = module_of(checked(tmp_path, {QUIZ_PATH: text})).quiz.rules
    assert (rules.attempts, rules.time_limit, rules.review.marks, rules.review.answers) == (
        None,
        None,
        Reveal.NEVER,
        Reveal.NEVER,
    )


def test_the_waves_of_a_self_assessment_ask_the_same_statements(tmp_path: Path) -> None:
    found = checked(tmp_path)
    questionnaire = next(unit.document for unit in found.units if isinstance(unit.document, Questionnaire))
    assert list(questionnaire.waves) == [Wave.PRE, Wave.POST, Wave.THEN]
    assert [statement.id for statement in questionnaire.statements_of(module_of(found))] == [
        "sa-explain-egdi"
    ]


@pytest.mark.parametrize("missing", [MODULE_PATH, QUIZ_PATH, LESSON_PATH, "competencies.md", PROGRAMME_PATH])
def test_a_file_that_is_missing_is_an_error(tmp_path: Path, missing: str) -> None:
    found = checked(tmp_path, {missing: None, "programmes/study-visit/media/a.svg": SVG})
    assert any(problem.is_error for problem in found.problems)


def test_two_lessons_with_one_number_are_an_error(tmp_path: Path) -> None:
    again = (
        LESSON.replace("the-survey", "more").replace("check-it", "check-2").replace("which-part", "part-2")
    )
    found = checked(tmp_path, {"modules/measuring/01-z.md": again})
    assert ["second lesson with the number 01" in problem.message for problem in found.problems] == [True]


def test_lessons_come_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    more = LESSON.replace("the-survey", "more").replace("check-it", "check-2").replace("which-part", "part-2")
    found = checked(tmp_path, {SECOND: more})
    assert [(lesson.number, lesson.id) for lesson in module_of(found).lessons] == [
        (1, "the-survey"),
        (2, "more"),
    ]


def test_an_error_keeps_only_its_own_unit_back(tmp_path: Path) -> None:
    found = checked(tmp_path, {QUIZ_PATH: QUIZ.replace("pass_mark: 70", "pass_mark: x")})
    assert [unit.bundle.kind for unit in found.units] == [
        UnitKind.COMPETENCIES,
        UnitKind.QUESTIONNAIRE,
        UnitKind.PROGRAMME,
    ]


def test_a_competency_that_no_question_asks_about_is_a_warning(tmp_path: Path) -> None:
    text = FILES[MODULE_PATH].replace("[explain-egdi]", "[explain-egdi, read-profile]")
    found = checked(tmp_path, {MODULE_PATH: text})
    assert [str(problem).split(": ", 2)[1] for problem in found.problems] == ["warning"]
    assert len(found.units) == 4


def test_a_module_under_another_name_than_its_id_is_an_error(tmp_path: Path) -> None:
    text = FILES[MODULE_PATH].replace("id: measuring", "id: other")
    assert "give both the same name" in str(checked(tmp_path, {MODULE_PATH: text}).problems[0])


def test_problems_come_sorted_by_path_and_line(tmp_path: Path) -> None:
    text = QUIZ.replace("pass_mark: 70", "pass_mark: x").replace("shuffle: true", "shuffle: x")
    found = checked(tmp_path, {QUIZ_PATH: text, LESSON_PATH: LESSON.replace("minutes: 12", "minutes: x")})
    assert [problem.line for problem in found.problems] == [4, 4, 8]
    assert list(found.problems) == sorted(found.problems)


PIECES = st.sampled_from(
    [
        "---",
        "id: a",
        "title: b",
        "minutes: 3",
        "objective: Describe x",
        "competencies: [explain-egdi]",
        "facts: []",
        "## x {#y}",
        "### z {#w kind=session time=09:00-10:00}",
        "::: check {#c}",
        ":::",
        "- (x) a {#a}",
        "- ( ) b {#b}",
        "[^a]",
        "[^a]: b",
        "```",
        "",
        "- I can x {#i competency=explain-egdi}",
        "= 3 ± 1",
        "> true: x",
        "![a](media/box.svg)",
        "<div>",
        "{",
        "\ufeff",
        "\t",
        "a: &b [*b]",
        "waves: {pre: a}",
        "scale: []",
        "sdg: [1]",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=25).map("\n".join))
KINDS = {
    UnitKind.COMPETENCIES: ("competencies", "competencies.md"),
    UnitKind.MODULE: ("measuring", "module.md"),
    UnitKind.QUESTIONNAIRE: ("self-assessment", "self-assessment.md"),
    UnitKind.PROGRAMME: ("study-visit", "programme.md"),
}


@given(st.sampled_from(UnitKind), TEXTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_content_or_has_problems(kind: UnitKind, text: str) -> None:
    slug, name = KINDS[kind]
    bundle = Bundle(kind, slug, {name: text.encode("utf-8", "replace")})
    found = check_bundles(Tree((bundle,), (), frozenset({(kind, slug)})))
    assert found.units or found.has_errors


@given(TEXTS, TEXTS)
def test_any_lesson_and_any_quiz_are_content_or_have_problems(lesson: str, quiz: str) -> None:
    files = {
        "module.md": FILES[MODULE_PATH].encode(),
        "01-a.md": (LESSON.split("The index")[0] + lesson).encode("utf-8", "replace"),
        "quiz.md": (QUIZ.split("An introduction")[0] + quiz).encode("utf-8", "replace"),
    }
    bundles = (
        Bundle(UnitKind.COMPETENCIES, "competencies", {"competencies.md": COMPETENCIES.encode()}),
        Bundle(UnitKind.MODULE, "measuring", files),
    )
    found = check_bundles(Tree(bundles, (), frozenset((bundle.kind, bundle.slug) for bundle in bundles)))
    assert found.has_errors or any(isinstance(unit.document, Module) for unit in found.units)
