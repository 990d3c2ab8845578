"""Questions that a person marks: how they are written, what an answer may be, what a rubric gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.questions import FileUpload, LongAnswer, is_whole, mark, read_answer
from studyvisit.curriculum.questions.base import UnreadableAnswer
from studyvisit.curriculum.questions.long_answer import LONGEST
from tests.unit.curriculum.builders import question_of

HEAD = "## N {#q competency=explain-egdi}"
TABLE = """| what is marked | 0 | 1 | 2 |
| --- | --- | --- | --- |
| The problem {#problem} | not named | named | with a *figure* |
| The step {#step} | none | - | who, what, when |
"""


def written(key: str, table: str = TABLE, head: str = HEAD) -> str:
    """Return a question as an author writes it."""
    return f"{head}\nWhat would you change?\n\n= {key}\n\n{table}> It has both.\n"


def test_a_long_answer_is_worth_what_its_rubric_adds_up_to() -> None:
    question, problems = question_of(written("long answer, 50 to 400 words"))
    assert not problems
    assert isinstance(question, LongAnswer)
    assert (question.points, question.fewest_words, question.most_words) == (4, 50, 400)
    assert [level.points for level in question.rubric[1].levels] == [0, 2]
    assert question.rubric[0].levels[2].html == "with a <em>figure</em>"


def test_a_file_upload_says_which_files_it_takes() -> None:
    question, problems = question_of(written("file: pdf, DOCX or odt; at most 3 files of 2 MB each"))
    assert not problems
    assert isinstance(question, FileUpload)
    assert (question.types, question.most_files, question.most_bytes) == (
        ("pdf", "docx", "odt"),
        3,
        2_000_000,
    )
    with pytest.raises(UnreadableAnswer, match="not-uploaded"):
        read_answer(question, ["somebody-elses-file"])


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (written("long answer, about 400 words"), 4, "`= long answer, 50 to 400 words`"),
        (written("long answer, 400 to 50 words"), 4, "`= long answer, 50 to 400 words`"),
        (written("long answer", ""), 1, "has no rubric that can be read"),
        (written("long answer", TABLE.replace("| 0 |", "| 1 |")), 6, "not headed by points"),
        (written("long answer", TABLE.replace("not named", "")), 8, "does not say what earns 0"),
        (written("long answer", TABLE.replace("| none | - |", "| none |")), 9, "has 2 levels where"),
        (written("long answer", TABLE.replace("{#step}", "{#problem}")), 9, "is the id of another criterion"),
        (
            written("long answer", TABLE.replace("| none | - | who, what, when |", "| none | - | - |")),
            9,
            "more",
        ),
        (written("long answer", head=HEAD.replace("}", " points=3}")), 1, "adds up to 4"),
        (written("long answer\n= long answer"), 5, "has a second line"),
        (written("file: pdf, exe"), 4, "`exe` is not a type of file"),
        (written("file:"), 4, "at most 3 files of 5 MB"),
        (written("file: pdf; at most 9 files of 5 MB"), 4, "ask for 1 to 5"),
        (written("true"), 6, "stands after the answers and is none"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_a_remedy(text: str, line: int, says: str) -> None:
    _question, problems = question_of(text)
    assert any(problem.line == line and says in problem.message for problem in problems), list(
        map(str, problems)
    )


def test_what_a_person_marks_has_no_place_in_a_check() -> None:
    _question, problems = question_of(written("long answer"), is_graded=False)
    assert ["nobody marks a check" in problem.message for problem in problems] == [True]


def question(key: str = "long answer, 2 to 4 words") -> LongAnswer:
    """Return a long answer."""
    made, _problems = question_of(written(key))
    assert isinstance(made, LongAnswer)
    return made


@given(st.text(max_size=300))
def test_a_text_is_kept_as_it_was_typed_and_reading_it_again_changes_nothing(text: str) -> None:
    answer = read_answer(question(), [text])
    assert read_answer(question(), list(answer)) == answer
    seen = [character for character in text if character.isprintable()]
    assert [character for character in "".join(answer) if character.isprintable()] == (seen if answer else [])
    assert mark(question(), answer).points == 0


def test_lines_end_in_one_way_and_what_no_database_holds_is_left_out() -> None:
    assert read_answer(question(), ["\r\none\r\n\ttwo\x00\x07"]) == ("\none\n\ttwo",)
    assert read_answer(question(), [" \r\n "]) == ()
    assert read_answer(question(), ["ক" * LONGEST]) == ("ক" * LONGEST,)
    with pytest.raises(UnreadableAnswer, match="too-long-text"):
        read_answer(question(), ["x" * (LONGEST + 1)])


def test_a_text_with_too_few_words_is_not_whole_and_one_with_too_many_is_too_long() -> None:
    texts = ("one", "one two", "one two three four", "one two three four five")
    assert [is_whole(question(), (text,)) for text in texts] == [False, True, True, True]
    assert [question().is_too_long((text,)) for text in texts] == [False, False, False, True]


def test_a_rubric_gives_the_points_of_the_levels_chosen_and_no_others() -> None:
    made = question()
    assert made.earned({"problem": 1, "step": 2}).points == 3
    assert made.earned({"problem": 7, "unknown": 2}).points == 0
    assert made.is_complete({"problem": 1, "step": 2})
    assert not made.is_complete({"problem": 1})
    assert not made.is_complete({"problem": 1, "step": 1}), "a level that the criterion does not have"
