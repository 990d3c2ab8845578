"""CSV and Aiken: what people type in a spreadsheet or an editor without any other tool."""

from __future__ import annotations

import pytest

from studyvisit.curriculum.exchange.convert import Kind, guess_kind, write
from studyvisit.curriculum.exchange.decoding import Unreadable
from tests.unit.curriculum.exchange.taking import in_markdown, said, taken

AIKEN = """What is the EGDI?
a mean?
A) A *mean*
B. A rank

ANSWER: A

Which?
A. one
B. two
ANSWER: B
"""

TABLE = """question;right;option-1;match-1;option-2;match-2;tolerance;unit;feedback-2
"Which,
then?";2;no;;**yes**;;;;Right
Both?;a;x;;y;;;;
Pick some;1;;;;;;;
Is it?;TRUE;;;;;;;
How far?;12,5;;;;;0,5;km;
Who?;Ada;A. Lovelace;;;;;;
Pair;;Laos;Vientiane;Bhutan;Thimphu;;;
The [[mean]] counts.;;;;;;;;
"""


def test_aiken_comes_in_as_one_choice_with_its_words_as_they_are() -> None:
    text = in_markdown(AIKEN, Kind.AIKEN)
    assert "What is the EGDI?<br>\na mean?\n\n- (x) A \\*mean\\* {#a-mean}\n- ( ) A rank {#a-rank}\n" in text
    assert "Which?\n\n- ( ) one {#one}\n- (x) two {#two}\n" in text


@pytest.mark.parametrize(
    "broken",
    [
        "No options?\nANSWER: A\n",
        "x?\nA. a\nB. b\nANSWER: C\n",
        "x?\nA. a\nB. b\n",
        "x?\nA. a\nB b\nANSWER: A\n",
    ],
)
def test_a_broken_question_in_aiken_is_named_and_the_rest_comes_in(broken: str) -> None:
    found = taken(f"{broken}\n{AIKEN}", Kind.AIKEN)
    assert len(found.collection.items) == 2
    [remark] = [str(remark) for remark in found.remarks]
    assert remark.startswith("line 1, “")
    assert "left out" in remark


def test_what_aiken_cannot_hold_is_named_question_by_question() -> None:
    quiz = (
        "## One {#one competency=c}\n**Bold**, a < b?\n\n- (x) yes {#y}\n  > F.\n- ( ) no {#n}\n\n"
        "## Two {#two competency=c}\nIs it?\n\n= true\n"
    )
    written = write(taken(quiz, Kind.MARKDOWN).collection, Kind.AIKEN)
    assert written.content.decode() == "Bold , a < b?\nA. yes\nB. no\nANSWER: A\n"
    assert [(remark.name, remark.severity) for remark in written.remarks] == [
        ("One", "changed"),
        ("One", "lost"),
        ("One", "note"),
        ("Two", "left out"),
    ]


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_table_from_a_spreadsheet_comes_in_whatever_its_separator_and_encoding(
    separator: str, encoding: str
) -> None:
    found = taken(TABLE.replace(";", separator).encode(encoding), Kind.CSV)
    kinds = [question.kind for question in found.questions if question]
    assert kinds == [
        "one-choice",
        "one-choice",
        "number",
        "true-false",
        "number",
        "short-answer",
        "matching",
        "gap-fill",
    ]
    text = in_markdown(TABLE, Kind.CSV)
    assert "Which,\nthen?\n\n- ( ) no {#no}\n- (x) **yes** {#yes}\n  > Right\n" in text
    assert "= 12.5 ± 0.5 km" in text
    assert '= "Ada"\n= "A. Lovelace"' in text


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ("question,kind,right\nx,riddle,1\n", "its kind `riddle` is none of"),
        ("question,right,option-1,option-2\nx,7,a,b\n", "says in `right` no option"),
        ("question,kind,right\nx,number,three\n", "no number"),
        ("question,kind\nx,gap-fill\n", "left out"),
        ("question,right,colour\nx,true,red\n", "lost: the column `colour`"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(table: str, named: str) -> None:
    assert any(named in line for line in said(table, Kind.CSV))


def test_a_file_without_the_columns_is_refused_in_a_sentence() -> None:
    with pytest.raises(Unreadable, match="names no column `question`"):
        taken("a,b\n1,2\n", Kind.CSV)


def test_no_cell_that_goes_out_is_worked_out_by_a_spreadsheet() -> None:
    quiz = '## One {#one competency=c}\nx\n\n- (x) =HYPERLINK("e") {#y}\n- ( ) +1 {#n}\n'
    written = write(taken(quiz, Kind.MARKDOWN).collection, Kind.CSV).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in written
    assert "'+1" in written


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"Q\nA. a\nB. b\nANSWER: A\n", Kind.AIKEN),
        ("a.txt", b"::Q::x{T}", Kind.GIFT),
        ("a.dat", b"<?xml version='1.0'?><quiz/>", Kind.MOODLE_XML),
        ("quiz.md", b"", Kind.MARKDOWN),
        ("a.CSV", b"question", Kind.CSV),
        ("a.docx", b"PK", None),
    ],
)
def test_a_format_is_told_by_the_name_and_the_first_words(
    name: str, content: bytes, kind: Kind | None
) -> None:
    assert guess_kind(name, content) == kind
