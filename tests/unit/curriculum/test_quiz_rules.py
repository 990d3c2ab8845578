"""The rules of a quiz as a trainer writes them: read, and refused where they cannot be kept."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from studyvisit.curriculum import document
from studyvisit.curriculum.content import Forms, Moment, Programme, Progress, Quiz, QuizWindow, Reveal
from studyvisit.curriculum.quality.review import review
from tests.unit.curriculum.builders import (
    PROGRAMME,
    PROGRAMME_PATH,
    QUIZ,
    QUIZ_PATH,
    checked,
    module_of,
    only_problem,
)

SECTIONED = (
    QUIZ.replace("draw: 1\n", "")
    .replace("## The mean", "# Figures {#figures draw=1 shuffle=no}\nAbout *one* table.\n\n## The mean")
    .replace("## True", "# Ranks {#ranks}\n\n## True")
)


def quiz_of(root: Path, text: str) -> Quiz:
    found = checked(root, {QUIZ_PATH: text})
    assert not found.problems, [str(problem) for problem in found.problems]
    return module_of(found).quiz


def with_rules(*lines: str) -> str:
    return QUIZ.replace("shuffle: true\n", "\n".join(("shuffle: true", *lines, "")))


def with_review(written: str) -> str:
    lines = (line for line in QUIZ.splitlines(keepends=True) if not line.startswith("review"))
    return "".join(lines).replace("shuffle: true\n", f"shuffle: true\nreview: {{{written}}}\n")


def with_forms(*lines: str) -> str:
    """Return the quiz with these rules, its first question of form a and its second of form b."""
    text = with_rules(*lines)
    for question, form in (("points=2", "a"), ("{#rank competency=explain-egdi", "b")):
        text = text.replace(question, f"{question} lesson=the-survey form={form}")
    return text


def test_every_rule_is_read(tmp_path: Path) -> None:
    text = with_forms(
        "grace: 30 s",
        "wait: 1 day",
        "progress: one-way",
        "look_back: true",
        "forms: either",
        "practice: true",
    )
    rules = quiz_of(tmp_path, text).rules
    assert (rules.grace, rules.wait, rules.progress) == (30, 86_400, Progress.ONE_WAY)
    assert (rules.look_back, rules.forms, rules.practice) == (True, Forms.EITHER, True)


def test_each_kind_of_what_is_shown_has_its_moments(tmp_path: Path) -> None:
    review = quiz_of(
        tmp_path, with_review("outcome: during, feedback: [just-after, after-pass], answers: never")
    ).rules.review
    assert (review.own, review.outcome, review.answers) == (Reveal.AFTER_SUBMIT, Reveal.DURING, Reveal.NEVER)
    assert review.feedback == (Moment.JUST_AFTER, Moment.AFTER_PASS)


@pytest.mark.parametrize(
    ("window", "count"), [("{opens: 2019-04-02 09:00}", 1), ("{closes: 2019-04-30 18:00}", 0)]
)
def test_what_waits_for_a_closing_that_never_comes_is_pointed_out(
    tmp_path: Path, window: str, count: int
) -> None:
    changed: dict[str, str | bytes | None] = {
        QUIZ_PATH: with_review("answers: after-close"),
        PROGRAMME_PATH: windowed(window),
    }
    found = review(unit.document for unit in checked(tmp_path, changed).units)
    waiting = [one for one in found if one.message.startswith("`answers` waits until the quiz closes")]
    assert [one.subject for one in waiting] == ["egdi-check"] * count


def test_what_is_left_out_leaves_people_free(tmp_path: Path) -> None:
    rules = quiz_of(tmp_path, QUIZ).rules
    assert (rules.grace, rules.wait, rules.progress) == (5, None, Progress.FREE)
    assert (rules.look_back, rules.forms, rules.practice) == (False, None, False)


def test_a_quiz_published_before_there_were_these_rules_still_loads(tmp_path: Path) -> None:
    module = module_of(checked(tmp_path))
    stored = document.dump(module)
    for added in (
        '"grace":5,"wait":null,"progress":"free","look_back":false,"forms":null,"practice":false,"certainty":false',
    ):
        assert added in stored
        stored = stored.replace(f",{added}", "")
    assert document.load("module", stored.replace(',"sections":[]', "")) == module


def test_sections_have_their_own_words_draw_and_order(tmp_path: Path) -> None:
    quiz = quiz_of(tmp_path, SECTIONED)
    figures, ranks = quiz.sections
    assert (figures.title, figures.draw, figures.shuffle, figures.questions) == (
        "Figures",
        1,
        False,
        ("egdi-mean",),
    )
    assert "<em>one</em>" in figures.introduction
    assert (ranks.draw, ranks.shuffle, ranks.questions) == (None, None, ("rank",))
    assert quiz.introduction == "<p>An introduction.</p>"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (with_review("marks: sometimes"), 9, "`sometimes` is not known here: write during, after-submit,"),
        (
            with_review("answers: [after-submit]"),
            9,
            "`after-submit` is not known here: write during, just-after",
        ),
        (with_review("answers: [later, later]"), 9, "`later` is listed twice: keep one"),
        (
            with_review("own: [just-after], answers: [just-after, after-close]"),
            9,
            "`answers` says after-close, when people do not see their own answers: add it to `own`",
        ),
        (with_rules("grace: soon"), 9, "is not a length of time: write it as `30 s`"),
        (with_rules("look_back: true"), 9, "people can always look back here: take it out"),
        (with_rules("wait: 1 h").replace("attempts: 3", "attempts: 1"), 9, "there is no second attempt"),
        (
            with_forms("forms: either").replace("attempts: 3", "attempts: 1"),
            9,
            "`either` changes the form from attempt to attempt",
        ),
        (with_rules("forms: before-after"), 9, "the question `egdi-mean` is of neither form: add form=a"),
        (SECTIONED.replace("shuffle: true", "draw: 1"), 7, "each section draws for itself: write draw=N"),
        (SECTIONED.replace("# Figures {#figures draw=1 shuffle=no}\n", ""), 15, "stands before the first"),
        (SECTIONED.replace("draw=1", "draw=2"), 13, "draws 2 questions from a pool of 1"),
        (SECTIONED.replace("draw=1", "draw=no"), 13, "`draw=no` is not a whole number from 1 on"),
        (SECTIONED.replace("shuffle=no", "shuffle=on"), 13, "`shuffle=on` is neither yes nor no"),
        (SECTIONED.replace("{#ranks}", ""), 22, "has no id"),
        (SECTIONED.replace("{#ranks}", "{#figures}"), 22, "`figures` is used already"),
        (SECTIONED.replace("# Ranks", "# Empty {#empty}\n\n# Ranks"), 22, "has no questions: add one"),
    ],
)
def test_rules_that_cannot_be_kept_are_named(tmp_path: Path, text: str, line: int, message: str) -> None:
    problem = only_problem(tmp_path, QUIZ_PATH, text)
    assert problem.is_error
    assert (problem.line, problem.message[: len(message)]) == (line, message)


def test_a_form_too_small_to_draw_from_is_named(tmp_path: Path) -> None:
    text = with_forms("forms: before-after").replace("draw: 1", "draw: 2")
    messages = [problem.message for problem in checked(tmp_path, {QUIZ_PATH: text}).problems]
    assert messages == [
        f"the quiz has 1 questions of form {form} and draws 2: write more, or draw fewer" for form in "ab"
    ]


def windowed(written: str) -> str:
    return PROGRAMME.replace("source:", f"quizzes:\n  measuring: {written}\nsource:")


def test_opening_times_are_those_of_the_programmes_place(tmp_path: Path) -> None:
    text = windowed("{opens: 2019-04-02 09:00, closes: 2019-04-30 18:00}")
    found = checked(tmp_path, {PROGRAMME_PATH: text})
    assert not found.problems
    programme = next(unit.document for unit in found.units if isinstance(unit.document, Programme))
    window = QuizWindow(
        opens=datetime(2019, 4, 2, 0, 0, tzinfo=UTC), closes=datetime(2019, 4, 30, 9, 0, tzinfo=UTC)
    )
    assert programme.quizzes == {"measuring": window}
    assert document.load("programme", document.dump(programme)) == programme


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{opens: tomorrow}", "is not a day and time: write it as 2019-04-08 09:00"),
        ("{opens: 2019-04-02 09:00, closes: 2019-04-01 09:00}", "closes before it opens"),
        ("{}", "says no time"),
    ],
)
def test_opening_times_that_cannot_be_are_named(tmp_path: Path, written: str, message: str) -> None:
    assert only_problem(tmp_path, PROGRAMME_PATH, windowed(written)).message.startswith(message)


def test_an_hour_that_clocks_skip_is_named(tmp_path: Path) -> None:
    text = windowed("{opens: 2019-03-31 02:30}").replace("Asia/Seoul", "Europe/Rome")
    assert "the hour that clocks skip" in only_problem(tmp_path, PROGRAMME_PATH, text).message


def test_a_quiz_of_another_programme_has_no_opening_times_here(tmp_path: Path) -> None:
    text = windowed("{opens: 2019-04-02 09:00}").replace("  measuring:", "  mesuring:")
    assert "Did you mean `measuring`?" in only_problem(tmp_path, PROGRAMME_PATH, text).message
