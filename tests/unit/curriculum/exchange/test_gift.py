"""GIFT comes in whole: each line of its grammar has its question here, and what we cannot say is named."""

from __future__ import annotations

import pytest

from studyvisit.curriculum.exchange.convert import Kind, Sorting, write
from tests.unit.curriculum.exchange.taking import in_markdown, one, said, taken

# From the page of Moodle's documentation on GIFT, a line of the grammar each, and what our quiz says instead.
GRAMMAR = [
    (
        "title, escapes and a comment",
        "// not shown\n::2 \\: 1::Which answer equals 5? {~ \\= 2 + 2 = \\= 2 + 3 ~ \\= 2 + 4\\~}",
        "## 2 : 1 {#2-1 competency=unsorted}\nWhich answer equals 5?\n\n"
        "- ( ) &#61; 2 + 2 {#61-2-2}\n- (x) &#61; 2 + 3 {#61-2-3}\n- ( ) &#61; 2 + 4~ {#61-2-4}\n",
    ),
    (
        "feedback, general feedback and formats",
        "::Q::[html]<p>What <b>2</b>?</p>{=[plain]<3>#[markdown]*yes*\n~four#no####It is\\nthree.}",
        "What **2**?\n\n- (x) &lt;3> {#lt-3}\n  > *yes*\n- ( ) four {#four}\n  > no\n> It is three.\n",
    ),
    ("true with two feedbacks", "::Q::x{TRUE#wrong#right}", "= true\n> true: right\n> false: wrong\n"),
    ("false with one", "::Q::x{F#wrong}", "= false\n> true: wrong\n"),
    ("short answer", "::Q::Who?{=Ada =A. Lovelace =*Lovelace}", '= "Ada"\n= "A. Lovelace"\n= "*Lovelace"\n'),
    ("a number", "::Q::When?{#1822:5}", "= 1822 ± 5\n"),
    ("a range", "::Q::Pi?{#3.141..3.142}", "= 3.1415 ± 0.0005\n"),
    (
        "weights",
        "::Q::Two?{~%50%a#A ~%50%b ~%-50%c ~%-50%d}",
        "marking=proportional}\nTwo?\n\n- [x] a {#a}\n  > A\n- [x] b {#b}\n- [ ] c {#c}\n- [ ] d {#d}\n",
    ),
    (
        "matching",
        "::Q::Pair.{=Ca\\=nada -> Ottawa =Italy->Rome = -> Berlin|}",
        "| Ca=nada {#ca-nada} | Ottawa |\n| Italy {#italy} | Rome |\n| - | Berlin\\| |\n",
    ),
    (
        "missing word",
        "::Q::Mahatma was {~born =shot} in 1948.",
        "Mahatma was [[( ) born | (x) shot]] in 1948.\n",
    ),
    ("missing word to type", "::Q::Two plus {=two =2} is four.", "Two plus [[two|2]] is four.\n"),
    (
        "missing word with feedback",
        "::Q::He was {~born#No =shot} there.",
        "He was _____ there.\n\n- ( ) born {#born}\n  > No\n- (x) shot {#shot}\n",
    ),
]


@pytest.mark.parametrize(
    ("written", "ours"), [case[1:] for case in GRAMMAR], ids=[case[0] for case in GRAMMAR]
)
def test_gift_says_in_our_words_what_it_said(written: str, ours: str) -> None:
    assert ours in in_markdown(written, Kind.GIFT)
    assert said(written, Kind.GIFT) == []


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("::Q::Tell{}", "changed: came without a rubric"),
        ("::Q::x{=a", "left out: has a { without a }"),
        ("::Q::x{#three}", "left out: `three` is not a number"),
        ("::Q::x{~a ~b}", "left out: has no right option"),
        ("::Q::x{=a =b ~c}", "left out: has 2 options of which each alone is right"),
        ("::Q::x{=a -> b =c}", "left out: has a pair without ->"),
        ("::Q::x{=a -> b}", "left out: has 1 rows to answer"),
        ("::Q::{=a ~b}", "left out: asks nothing"),
        ("::Q::x{=a =%50%b}", "lost: “b” earns a part of the points"),
        ("::Q::x{=a#good =b}", "lost: feedback for the answer “a” alone (“good”)"),
        ("::Q::x{#=1 =%50%2}", "lost: 2 is right in another measure"),
        ("::Q::x{#=1 ~#no}", "lost: feedback for the answer “anything else” alone (“no”)"),
        ("::Q::x{=a ~%50%b}", "changed: gives a part of the points for a half-right option"),
        ("::Q::x{~%70%a ~%30%b ~c}", "changed: weighs its right choices differently"),
        ("::Q::x{~%50%a ~%50%b ~c}", "changed: takes less or more away for a wrong choice"),
        ("::Q::[html]x<script>alert(1)</script>{=a ~b}", "lost: a script goes"),
        ("::Q::[html]x <iframe src='//e'></iframe>{=a ~b}", "lost: <iframe> cannot be shown"),
        ("::Q::$$x^2$${=a ~b}", "lost: a formula in TeX"),
        ("::Q::[markdown]- ( ) no{=a ~b}", "left out:"),
        ("::Q::[markdown]x\\n\\n## More {#m}{=a ~b}", "left out:"),
    ],
)
def test_what_our_quizzes_cannot_say_is_named_with_the_question_and_the_rest_is_kept(
    written: str, named: str
) -> None:
    found = taken(f"{written}\n\n::Other::Is it?{{T}}\n", Kind.GIFT)
    lines = [str(remark) for remark in found.remarks]
    assert any(line.startswith("line 1, “Q”: ") and named in line for line in lines), lines
    assert found.collection.items[-1].name == "Other"
    assert len(found.collection.items) == (1 if "left out" in named else 2)


def test_a_script_never_comes_in_whatever_the_text_is_written_in() -> None:
    for form in ("html", "moodle", "plain", "markdown"):
        question = one(f"::Q::[{form}]a b{{=[{form}]c#d ~e}}", Kind.GIFT)
        found = taken(
            f"::Q::[{form}]a<img src=x onerror=alert(1)>b{{=[{form}]c<svg onload=x>#<script>y</script> ~e}}",
            Kind.GIFT,
        )
        shown = repr(found.questions)
        assert question.kind == "one-choice"
        assert "onerror=" not in shown.replace("&lt;img src=x onerror=", "")
        assert "<script" not in shown
        assert "<svg" not in shown


def test_a_blank_line_within_the_answers_is_forgiven_and_said() -> None:
    found = taken("::Q::x{\n=a\n\n~b}\n\n::R::y{T}", Kind.GIFT)
    assert [item.name for item in found.collection.items] == ["Q", "R"]
    assert [str(remark) for remark in found.remarks] == [
        "line 1: note: has a blank line between { and }, which is skipped over"
    ]


def test_a_description_stands_above_the_question_below_it() -> None:
    text = in_markdown("::Case::A ministry.\n\n::Q::Is it?{T}", Kind.GIFT)
    assert "## Case {#case kind=description}\nA ministry.\n\n## Q {#q " in text
    assert said("::Q::x{T}\n\n::Case::A ministry.", Kind.GIFT) == [
        "line 3, “Case”: left out: is a description without a question below it: move it up"
    ]


def test_questions_find_their_competency_by_tag_by_choice_and_by_category() -> None:
    text = """$CATEGORY: $course$/top/Read a Profile

// [id:Mean 1] [tag:competency:explain-egdi] [tag:points:3] [tag:egypt]
::A::x{T}

// [tag:propose-indicators]
::B::x{T}

::C::x{T}
"""

    def competencies(sorting: Sorting) -> list[str]:
        return [item.competency for item in taken(text, Kind.GIFT, sorting).collection.items]

    known = frozenset({"propose-indicators"})
    assert competencies(Sorting(known=known)) == ["explain-egdi", "propose-indicators", "read-a-profile"]
    assert competencies(Sorting("chosen", known)) == ["explain-egdi", "chosen", "chosen"]
    written = write(taken(text, Kind.GIFT, Sorting(known=known)).collection, Kind.MARKDOWN)
    assert "## A {#mean-1 competency=explain-egdi points=3}" in written.content.decode()
    assert [str(remark) for remark in written.remarks] == [
        "line 4, “A”: lost: the tags “egypt”: a quiz has none"
    ]
    assert "title: Read a Profile\n" in written.content.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_a_file_is_read_in_whatever_encoding_it_was_saved(encoding: str) -> None:
    found = taken("::Thé::Où est le café?\r\n{T}\r\n".encode(encoding), Kind.GIFT)
    assert [(item.name, item.prompt) for item in found.collection.items] == [("Thé", "Où est le café?")]
    assert any("Windows-1252" in str(remark) for remark in found.remarks) == (encoding == "cp1252")
