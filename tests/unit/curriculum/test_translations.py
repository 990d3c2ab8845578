"""A translation carries words; the original says what is right, and each piece knows what it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyvisit.curriculum.check import Checked
from studyvisit.curriculum.content import Check
from studyvisit.curriculum.questions import Question, mark
from studyvisit.curriculum.questions.gap_fill import GapFill
from studyvisit.curriculum.translating.numbers import differing
from studyvisit.curriculum.translating.pieces import pieces_of
from studyvisit.curriculum.translating.questions import in_words_of, pooled
from studyvisit.curriculum.translating.record import State, begun, marks_of, pairs_of, progress, translated
from tests.unit.curriculum.builders import (
    COMPETENCIES,
    LESSON,
    LESSON_PATH,
    MODULE,
    QUIZ,
    QUIZ_PATH,
    checked,
    module_of,
    question_of,
)

FRENCH_PATH = LESSON_PATH.replace(".md", ".fr.md")

WORDS = (
    ("title: The Survey", "title: L’enquête"),
    ("objective: Describe the three components", "objective: Décrire les trois composantes"),
    ("The index is a mean.", "L’indice est une moyenne."),
    ("## What it shows", "## Ce qu’il montre"),
    ("Which one counts what is offered?", "Laquelle compte ce qui est offert ?"),
    ("Online services", "Services en ligne"),
    ("> Yes.", "> Oui."),
    ("Human capital", "Capital humain"),
)


def french(original: str = LESSON, words: tuple[tuple[str, str], ...] = WORDS) -> str:
    """Return the translation of a lesson, made from it as it is."""
    text = begun(original)
    for here, there in words:
        assert here.partition(": ")[2] in text or here in text
        text = text.replace(here, there).replace(_quoted(here), _quoted(there))
    return translated(original, text)


def _quoted(line: str) -> str:
    key, _, value = line.partition(": ")
    return f'{key}: "{value}"'


def read(root: Path, fr: str, *, lesson: str = LESSON, quiz_fr: str | None = None) -> Checked:
    """Return the small tree with a translation of its lesson beside it."""
    return checked(root, {LESSON_PATH: lesson, FRENCH_PATH: fr, QUIZ_PATH.replace(".md", ".fr.md"): quiz_fr})


def test_a_whole_translation_is_read_without_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, french())
    assert [str(problem) for problem in found.problems] == []
    module = module_of(found)
    told = module.in_language("fr")
    lesson = told.lessons[0]
    assert (lesson.title, lesson.objective, lesson.language) == (
        "L’enquête",
        "Décrire les trois composantes",
        "fr",
    )
    assert (lesson.id, lesson.minutes, lesson.facts) == ("the-survey", 12, ("1.01",))
    asked = next(part for part in lesson.body if isinstance(part, Check)).questions[0]
    assert (asked.id, mark(asked, ("osi",)).is_right) == ("which-part", True)
    assert told.quiz is module.quiz
    assert (told.title, told.language, module.lessons[0].title) == ("Measuring", "en", "The Survey")


def test_what_changed_in_the_original_is_stale_and_named_with_both_lines(tmp_path: Path) -> None:
    fr = french()
    changed = LESSON.replace("The index is a mean.", "The index is the mean of three.")
    found = read(tmp_path, fr, lesson=changed)
    assert [problem.message for problem in found.problems] == [
        "line 10 of the original has changed since this was translated: read it again, then run "
        "`flask content translated FILE`"
    ]
    assert found.problems[0].path.endswith("01-the-survey.fr.md")
    assert module_of(found).in_language("fr").lessons[0].is_behind
    stale = [pair for pair in pairs_of(changed, fr) if pair.state is State.STALE]
    assert [
        (pair.original and pair.original.text[:20], pair.translation and pair.translation.text[:8])
        for pair in stale
    ] == [("The index is the mea", "L’indice")]


def test_a_paragraph_that_came_or_went_moves_no_other() -> None:
    fr = french()
    more = LESSON.replace("## What it shows", "A new paragraph.\n\n## What it shows")
    states = [(pair.original.text[:8] if pair.original else "", pair.state) for pair in pairs_of(more, fr)]
    assert [text for text, state in states if state is State.MISSING] == ["A new pa"]
    assert not any(state is State.STALE for _text, state in states)
    gone = [
        pair
        for pair in pairs_of(LESSON.replace("The index is a mean.[^method]\n", ""), fr)
        if not pair.original
    ]
    assert [pair.translation.text[:8] for pair in gone if pair.translation] == ["L’indice"]


def test_what_is_not_whole_is_not_shown_and_progress_tells_how_far_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, begun(LESSON))
    lines = [problem.message for problem in found.problems]
    count = progress(pairs_of(LESSON, begun(LESSON)))
    assert lines == [f"{count.missing} of {count.pieces} pieces are not translated yet"]
    assert count.done == count.stale == 0 < count.missing == count.pieces
    assert module_of(found).in_language("fr").lessons[0].language == "en"


@pytest.mark.parametrize(
    ("here", "there", "says"),
    [
        ("{#hci}", "{#hdi}", "`hdi` is not in the original"),
        (" {#check-it}", " {#check-it file=x}", "`check-it` has file=x, and the original none"),
        ("- (x) Services", "- ( ) Services", "marks the option osi otherwise"),
        ("id: the-survey", "id: the-other", "must be `the-survey`"),
        ("title:", "minutes: 12\ntitle:", "is for the original alone"),
        ('objective: "Décrire les trois composantes"\n', "", "is missing: translate `objective`"),
    ],
)
def test_what_disagrees_is_named_with_its_line_and_readers_get_the_original(
    tmp_path: Path, here: str, there: str, says: str
) -> None:
    fr = french()
    assert here in fr
    found = read(tmp_path, fr.replace(here, there))
    said = [problem for problem in found.problems if says in problem.message]
    assert said, [str(problem) for problem in found.problems]
    assert not found.has_errors
    assert all(problem.message.endswith("until then readers get the original") for problem in said)
    assert module_of(found).in_language("fr").lessons[0].language == "en"


def test_an_id_that_is_left_out_is_named_with_its_line_in_the_original(tmp_path: Path) -> None:
    fr = french().replace("- ( ) Capital humain {#hci}\n  > No.\n", "- ( ) Capital humain\n  > No.\n")
    found = read(tmp_path, fr)
    assert any("`hci` of line 22 of the original is missing" in problem.message for problem in found.problems)


def test_a_translation_never_keeps_the_original_from_being_published(tmp_path: Path) -> None:
    found = read(tmp_path, "no front matter", quiz_fr=begun(QUIZ))
    assert not found.has_errors
    assert module_of(found).in_language("fr").lessons[0].title == "The Survey"


@pytest.mark.parametrize("text", [LESSON, MODULE, QUIZ, COMPETENCIES])
def test_a_translation_that_is_begun_has_a_mark_for_each_piece(text: str) -> None:
    copy = begun(text)
    assert [piece.text for piece in pieces_of(copy)] == [piece.text for piece in pieces_of(text)]
    assert marks_of(copy) == tuple(f"-{piece.mark}" for piece in pieces_of(text))
    done = translated(text, copy)
    assert {pair.state for pair in pairs_of(text, done)} == {State.DONE}
    assert translated(text, done) == done


def test_a_translation_with_another_number_of_paragraphs_is_not_marked() -> None:
    with pytest.raises(ValueError, match="the original has"):
        translated(LESSON, french().replace("## Ce qu’il montre\n", ""))


@pytest.mark.parametrize(
    ("here", "there", "numbers"),
    [
        ("9,397 centres, 0.1667", "9 397 centres, 0,1667", ()),
        ("9,397 centres", "9\u202f397 centres", ()),
        ("in 2018", "en 2019", ("2018", "2019")),
        ("6.58 million", "6,58 millions", ()),
        ("٪", "%", ()),
        ("12 km", "١٢ km", ()),
        ("two of 12", "deux", ("12",)),
        ("see [a page](https://example.org/12)", "voir [une page](https://example.org/13)", ()),
    ],
)
def test_numbers_are_compared_however_they_are_written(
    here: str, there: str, numbers: tuple[str, ...]
) -> None:
    assert differing(here, there.replace("9 397", "9\u00a0397")) == numbers


def test_typed_words_are_right_in_every_language_and_answers_from_lists_are_the_same() -> None:
    ours = _question('= "competence"')
    theirs = _question('= "compétence"')
    complaints: list[str] = []
    told, both = in_words_of(ours, theirs, complaints.append), pooled(ours, [theirs])
    for question in (told, both):
        assert mark(question, ("compétence",)).is_right
        assert mark(question, ("Competence",)).is_right
    assert (told.right_answer, both.right_answer) == (("compétence",), ("competence",))
    assert complaints == []


def test_a_gap_with_a_list_sends_the_same_values_in_every_language() -> None:
    ours = _question("They are [[(x) voluntary | ( ) binding]].")
    theirs = _question("Ils sont [[(x) facultatifs | ( ) obligatoires]].")
    told = in_words_of(ours, theirs, pytest.fail)
    assert isinstance(ours, GapFill)
    assert isinstance(told, GapFill)
    assert [c.value for c in told.choices(0, 3)] == [c.value for c in ours.choices(0, 3)]
    assert {c.text for c in told.choices(0, 3)} == {"facultatifs", "obligatoires"}
    assert told.right_answer == ours.right_answer


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("= 0.35 ± 0.01", "= 0.35 ± 0.02"),
        ("= true", "= false"),
        ("1. a {#a}\n2. b {#b}\n3. c {#c}", "1. b {#b}\n2. a {#a}\n3. c {#c}"),
        (
            "| a | b |\n| - | - |\n| x {#x} | y |\n| z {#z} | w |\n| u {#u} | y |",
            "| a | b |\n| - | - |\n| x {#x} | y |\n| z {#z} | w |\n| u {#u} | w |",
        ),
        ("[[(x) a | ( ) b]]", "[[( ) a | (x) b]]"),
        ("[[a]] and [[(x) b | ( ) c]]", "[[(x) b | ( ) c]] and [[a]]"),
        ("= true", '= "true"'),
    ],
)
def test_a_translation_that_marks_otherwise_is_complained_of(here: str, there: str) -> None:
    complaints: list[str] = []
    in_words_of(_question(here), _question(there), complaints.append)
    assert complaints


def _question(answers: str) -> Question:
    question, problems = question_of(f"## Q {{#q competency=explain-egdi}}\nWhat?\n\n{answers}\n")
    assert question is not None
    assert problems == ()
    return question
