"""Moodle XML comes in kind by kind, and goes out in the structure that Moodle's documentation describes."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from studyvisit.curriculum.exchange.convert import Kind, Sorting, Source, take, write
from studyvisit.curriculum.exchange.decoding import Unreadable
from tests.unit.curriculum.exchange.taking import said, taken

SAMPLE = (Path(__file__).parent / "moodle.xml").read_bytes()
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
QUIZ = """<quiz>{}<question type="truefalse"><name><text>Other</text></name>
<questiontext format="html"><text>Is it?</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""


def question(kind: str, inside: str, stem: str = "x") -> str:
    """Return a file with one question, named Q, above a sound one."""
    return QUIZ.format(
        f'<question type="{kind}"><name><text>Q</text></name><questiontext format="html"><text>'
        f"<![CDATA[{stem}]]></text></questiontext>{inside}</question>"
    )


def answers(*pairs: tuple[float, str]) -> str:
    """Return answers with their weights."""
    return "".join(f'<answer fraction="{weight}"><text>{text}</text></answer>' for weight, text in pairs)


YES = answers((100, "true"), (0, "false"))


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("Capital", "points=2}\nWhich is the **capital** of Laos?\n\n![A map](media/the-map.png)"),
        (
            "Capital",
            "  > No & no.\n- (x) Vientiane {#vientiane}\n> - Look\n> - at [the UN](https://un.org/a%28b%29)",
        ),
        (
            "Two",
            "marking=proportional}\nWhich *two*?\n\n- [x] a {#a}\n- [x] b {#b}\n- [ ] c {#c}\n  > Not c.",
        ),
        ("TF", "1 &lt; 2 \\* 3\n\n= true\n> true: Yes.\n> false: No."),
        ("Short", 'Line one<br>\nline two\n\n= "Addis Ababa"\n= "*Ababa"'),
        ("Num", "= 12.5 ± 0.5 km"),
        ("Match", "| Bhutan {#bhutan} | Thimphu |\n| Uganda {#uganda} | Kampala |\n| - | Oslo |"),
        ("Order", "1. first {#first}\n2. second {#second}\n3. third {#third}"),
        (
            "Cloze",
            "points=3}\nRivers: [[Mekong|the Mekong]] and [[( ) Nile | (x) Meghna\\}x]] and [[2]].\n\n> Good.",
        ),
        ("Select", "points=2}\nThe [[(x) mean | ( ) mode]] and the [[(x) sum | ( ) root]]."),
        ("Drag", "A [[( ) cat | (x) dog]]."),
        (
            "Area",
            "m?\n\n{{width}} = 1 to 10 step 0.1\n{{height}} = 2 to 9\n= width × ((height)^(1)) ± 1% m2\n> It is {{",
        ),
        ("Essay", "= long answer, 50 to 200 words\n\n| what is marked | 0 | 5 |"),
        ("Files", "= file: pdf, odt; at most 2 files of 3 MB\n\n| what is marked | 0 | 3 |"),
        ("Case", "kind=description}\nA *ministry*.\n\n## Last"),
        ("Last", "Café?\n\n= false"),
    ],
)
def test_every_kind_of_question_comes_in(name: str, ours: str) -> None:
    written = write(
        taken(SAMPLE, Kind.MOODLE_XML, Sorting(known=frozenset({"read-profile"}))).collection, Kind.MARKDOWN
    )
    text = written.content.decode()
    block = text[text.index(f"## {name} ") :]
    assert ours in block
    assert written.media == {"media/the-map.png": base64.b64decode(DOT)}


def test_what_was_not_the_same_is_named() -> None:
    lines = said(SAMPLE, Kind.MOODLE_XML)
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        "line 67, “Order”",
        "line 89, “Drag”",
        "line 106, “Essay”",
        "line 113, “Files”",
    ]
    assert lines[0].startswith("note: penalties for further tries")


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (question("ddmarker", ""), "left out: is of Moodle's kind 'ddmarker'"),
        (question("multichoice", answers((0, "a"), (0, "b"))), "left out: has no right option"),
        (question("multichoice", answers((100, "a"), (50, "b"))), "changed: gives a part of the points"),
        (
            question("shortanswer", "<usecase>1</usecase>" + answers((100, "a"))),
            "changed: tells capital letters",
        ),
        (question("numerical", answers((100, "a"))), "left out: “a” is not a number"),
        (question("truefalse", answers((100, "true"))), "left out: has 1 answers"),
        (question("cloze", "", "{1:MULTIRESPONSE:=a~b}"), "left out: has a gap of the kind MULTIRESPONSE"),
        (question("cloze", "", "{1:NM:=2:0.5}"), "left out: has a gap for a number with a tolerance"),
        (question("calculated", answers((100, "sin({x})"))), "left out: is worked out by a formula"),
        (question("gapselect", "", "[[1]]"), "left out: has gaps without a right choice"),
        (
            question("truefalse", YES, '<img src="https://e.org/x.png">x'),
            "lost: the picture https://e.org/x.png",
        ),
        (question("truefalse", YES, "x<script>alert(1)</script>"), "lost: a script goes"),
        (question("truefalse", YES + "<hint><text>h</text></hint>"), "lost: hints for further tries"),
        (
            question("truefalse", YES, '<img src="@@PLUGINFILE@@/a.png" alt="A">x'),
            "lost: the file a.png, which is not in the file",
        ),
        (
            question("truefalse", YES + "<correctfeedback><text>Well!</text></correctfeedback>"),
            "lost: feedback by outcome (“Well!”)",
        ),
    ],
)
def test_what_we_cannot_hold_is_named_and_the_rest_is_kept(file: str, named: str) -> None:
    found = taken(file, Kind.MOODLE_XML)
    lines = [str(remark) for remark in found.remarks]
    assert any(line.startswith(f"line 1, “Q”: {named}") for line in lines), lines
    assert [item.name for item in found.collection.items] == (
        ["Other"] if "left out" in named else ["Q", "Other"]
    )
    assert "alert" not in repr(found.questions)


def test_a_question_that_is_no_xml_does_not_stop_the_rest() -> None:
    found = taken(QUIZ.format("<question type='essay'><name><text>a & b</name></question>"), Kind.MOODLE_XML)
    assert [item.name for item in found.collection.items] == ["Other"]
    assert "line 1: left out: is no well-formed XML" in str(found.remarks[0])


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ('<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz/>', "DOCTYPE"),
        ("<html></html>", "no <quiz>"),
        ("<quiz></quiz>", "no question"),
    ],
)
def test_a_file_that_is_none_of_ours_to_read_is_refused_in_a_sentence(file: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        taken(file, Kind.MOODLE_XML)


def test_an_encoding_that_the_file_declares_is_used() -> None:
    file = '<?xml version="1.0" encoding="ISO-8859-1"?>' + QUIZ.format("").replace("Is it?", "Café?")
    assert taken(file.encode("iso-8859-1"), Kind.MOODLE_XML).collection.items[0].prompt == "Café?"


def test_what_goes_out_has_the_structure_that_moodle_documents() -> None:
    picture = base64.b64decode(DOT)
    markdown = (
        "## One {#one competency=c points=2}\nLook ![a dot](media/dot.png)\n\n"
        "- (x) yes {#y}\n  > Right ]]> & so.\n- ( ) no {#n}\n"
    )
    source = Source(markdown.encode(), Kind.MARKDOWN, "Title", {"media/dot.png": picture})
    quiz = fromstring(write(take(source, None).collection, Kind.MOODLE_XML).content)
    category, one = quiz.findall("question")
    assert category.findtext("category/text") == "$course$/top/Title"
    assert one.get("type") == "multichoice"
    assert [one.findtext(tag) for tag in ("name/text", "defaultgrade", "idnumber", "single")] == [
        "One",
        "2",
        "one",
        "true",
    ]
    stem = one.find("questiontext")
    assert stem is not None
    assert stem.get("format") == "markdown"
    assert stem.findtext("text") == "Look ![a dot](@@PLUGINFILE@@/dot.png)"
    [file] = stem.findall("file")
    assert (file.get("name"), file.get("encoding"), base64.b64decode(file.text or "")) == (
        "dot.png",
        "base64",
        picture,
    )
    assert [_of(answer) for answer in one.findall("answer")] == [
        ("100", "yes", "Right ]]> & so."),
        ("0", "no", ""),
    ]
    assert [tag.text for tag in one.findall("tags/tag/text")] == ["competency:c"]


def _of(answer: Element) -> tuple[str | None, str | None, str | None]:
    return answer.get("fraction"), answer.findtext("text"), answer.findtext("feedback/text")


def test_a_picture_that_is_not_there_is_named_when_it_should_go_out() -> None:
    found = taken("## One {#one competency=c}\n![a dot](media/dot.png)\n\n= true\n", Kind.MARKDOWN)
    remarks = write(found.collection, Kind.MOODLE_XML).remarks
    assert [str(remark) for remark in remarks] == [
        "line 1, “One”: lost: the picture media/dot.png, which is not beside the quiz: put it into media/"
    ]
