"""A folder of plain Markdown that knew nothing of us becomes a module to begin with."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from studyvisit.curriculum.alone import Alone, compile_alone
from studyvisit.curriculum.source import Bundle, UnitKind
from studyvisit.curriculum.taking_in.folder import TakenIn, take_in
from studyvisit.curriculum.taking_in.leftover import left_to_do
from studyvisit.curriculum.writing.front_matter import values_of
from tests.folders import plain, site
from tests.unit.curriculum.builders import COMPETENCIES
from tests.unit.curriculum.files import flat

LIST = Bundle(UnitKind.COMPETENCIES, "competencies", {"competencies.md": COMPETENCIES.encode()})


def checked(bundle: Bundle) -> Alone:
    """Check a module against a list of competencies."""
    return compile_alone(bundle, {(LIST.kind, LIST.slug): LIST}, frozenset())


def taken(files: Mapping[str, bytes]) -> TakenIn:
    """Take a folder in, for a competency of the list."""
    return take_in(files, "one-stop", competencies=["explain-egdi"])


def lesson(text: str, **others: bytes) -> str:
    """Return the body that a text alone gets as a lesson."""
    files = {"lesson.md": text.encode(), **{name.replace("_", "."): one for name, one in others.items()}}
    return take_in(files, "one-stop").bundle.text("01-lesson.md").split("---\n", 2)[2]


def told(found: TakenIn) -> list[str]:
    """Return the notes as people read them."""
    return [str(note) for note in found.notes]


@pytest.fixture(scope="module")
def a_site() -> TakenIn:
    """Return the site, taken in."""
    return taken(site())


def test_lessons_are_in_the_order_that_the_folder_tells(a_site: TakenIn) -> None:
    assert dict(a_site.lessons) == {
        "01-the-queue.md": "docs/counter/the-queue.md",
        "02-the-form.md": "docs/papers/the-form.md",
    }
    assert list(taken(plain()).lessons) == [
        "01-arrival.md",
        "02-services.md",
        "03-nothing.md",
        "04-looking-back.md",
    ]


def test_a_list_of_contents_tells_the_order_and_the_titles() -> None:
    nav = b"site_name: The visit\nnav:\n  - Day:\n    - Last things: z/a.md\n    - b.md\n  - !!python/name:x y.md\n"
    files = {"mkdocs.yml": nav, "docs/b.md": b"words", "docs/z/a.md": b"words", "docs/c.md": b"words"}
    found = take_in(files, "visit")
    assert list(found.lessons.values()) == ["docs/z/a.md", "docs/b.md", "docs/c.md"]
    assert values_of(found.bundle.text("01-a.md"))["title"] == "Last things"
    assert found.title == "The visit"


def test_what_the_folder_says_of_itself_becomes_front_matter(a_site: TakenIn) -> None:
    module = values_of(a_site.bundle.text("module.md"))
    assert module["title"] == "One door for every service"
    assert module["summary"] == "How a one-stop centre works, seen from both sides of the counter."
    queue = values_of(a_site.bundle.text("01-the-queue.md"))
    assert (queue["title"], queue["objective"]) == ("The queue", "Describe how a queue is measured")
    assert any("authors, tags" in one for one in told(a_site))


def test_toml_is_read_and_what_is_no_objective_asks_for_one() -> None:
    files = {
        "a.md": b'+++\ntitle = "On: words"\nweight = 3\ndescription = "About words."\ndraft = true\n+++\nHi.\n'
    }
    text = take_in(files, "one-stop").bundle.text("01-a.md")
    assert values_of(text)["title"] == "On: words"
    problems = checked(take_in(files, "one-stop").bundle).problems
    assert any("begins with `…`" in one.message for one in problems)
    assert "About words." in str(values_of(text)["objective"])


def test_markup_of_other_programmes_becomes_ours(a_site: TakenIn) -> None:
    queue = a_site.bundle.text("01-the-queue.md")
    assert '!!! tip "Before you begin"\n\n    Stand in a queue yourself.' in queue
    assert "    - Take a watch.\n        - And a pencil." in queue
    assert "\n## Who waits" in queue
    assert "\n## What helps" in queue
    assert "wait<del>ed</del>" in queue
    assert "**More about <b>waiting</b>**" in queue or "**More about waiting**" in queue
    assert "| Hall | Wait |\n| --- | --- |\n| North | long |" in queue
    assert "# not a heading, not a [link](nowhere.md)" in queue
    assert queue.rstrip().endswith("## Sources\n\n[^law]: The act on civil petitions.")
    assert "[the site](https://publicadministration.un.org/)" in queue
    assert "import Tabs" not in a_site.bundle.text("module.md")
    form = a_site.bundle.text("02-the-form.md")
    assert "list:\n\n1. Name\n2. Address" in form
    assert (
        "[example.org](<https://example.org/tour.mp4>)" in form or "](https://example.org/tour.mp4)" in form
    )


def test_links_between_the_texts_are_kept_as_words(a_site: TakenIn) -> None:
    assert "See “The paper form”" in a_site.bundle.text("01-the-queue.md")
    assert "Read the first lesson and then" in a_site.bundle.text("module.md")


def test_pictures_are_carried_over_without_their_place_and_their_scripts(a_site: TakenIn) -> None:
    files = a_site.bundle.files
    queue = a_site.bundle.text("01-the-queue.md")
    assert "![People in a hall](media/hall.webp)" in queue
    assert "![](media/flow.svg)" in queue
    assert "[form](media/form.pdf)" in queue
    assert b"script" not in files["media/flow.svg"]
    assert b"onclick" not in files["media/flow.svg"]
    assert b"Exif" not in files["media/hall.webp"]
    assert b"0131003" not in files["media/hall.webp"]
    notes = told(a_site)
    line = next(n for n, words in enumerate(queue.split("\n"), 1) if "media/hall.webp" in words)
    assert any(one.startswith(f"01-the-queue.md:{line}: ") and "place" in one for one in notes)
    assert any("static/img/unused.png: is no Markdown and no text shows" in one for one in notes)
    assert any("plan.png lies elsewhere and is not fetched" in one for one in notes)
    assert any(
        "the picture media/flow.svg has no words" in one.message for one in checked(a_site.bundle).problems
    )


def test_every_way_to_save_a_text_is_read_and_named() -> None:
    found = taken(plain())
    assert "À la préfecture, one café — no queue." in found.bundle.text("02-services.md")
    assert "We came by train." in found.bundle.text("01-arrival.md")
    assert found.title == "Notes from Seoul"
    notes = told(found)
    assert any("2. services.md is not UTF-8 and was read as Windows-1252" in one for one in notes)
    assert any("1_arrival.MD was UTF-16" in one for one in notes)
    assert any("3 nothing.md has no words" in one for one in notes)
    assert any(one.startswith("notes.docx: is no Markdown") for one in notes)
    last = found.bundle.text("04-looking-back.md")
    assert "![A line of people](media/line.webp)" in last
    assert "with a list and" in last
    assert "!!! warning\n    Mind the step." in last


def test_only_what_nobody_can_know_is_left_to_fill_in() -> None:
    files = {
        "README.md": b"# Halls\n\nOf halls.\n",
        "a.md": b"# A hall\n\nPeople wait.\n",
        "b.md": b"# B\n\nThey go.\n",
    }
    found = taken(files)
    texts = {name: found.bundle.text(name) for name in found.bundle.files}
    problems = checked(found.bundle).problems
    assert {(one.path, one.where) for one in problems if one.is_error} == {
        ("01-a.md", "front matter, `objective`"),
        ("02-b.md", "front matter, `objective`"),
        ("module.md", "front matter, `summary`"),
        ("quiz.md", "questions"),
    }, [str(one) for one in problems]
    texts["module.md"] = texts["module.md"].replace('summary: ""', "summary: What halls are for.")
    for name in ("01-a.md", "02-b.md"):
        texts[name] = texts[name].replace('objective: ""', "objective: Describe a hall")
    texts["quiz.md"] += "## One {#one competency=explain-egdi}\nWhich?\n\n- (x) This {#a}\n- ( ) That {#b}\n"
    whole = Bundle(UnitKind.MODULE, "one-stop", {name: text.encode() for name, text in texts.items()})
    assert checked(whole).errors == 0


def test_a_number_without_a_source_gets_a_place_for_one_that_the_check_asks_for() -> None:
    found = take_in({"a.md": b"There were 12 halls.\n"}, "one-stop")
    assert found.bundle.text("01-a.md").endswith("\n## Sources\n\n[^source]:\n")
    problems = left_to_do(found.bundle, "explain-egdi", lambda bundle: checked(bundle).problems)
    assert {("01-a.md", 5), ("01-a.md", 8), ("01-a.md", 12)} <= {(one.path, one.line) for one in problems}
    assert any("[^source] is written but not cited" in one.message for one in problems)


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("# T\n\n## a\n\n##### b\n", "## a\n\n### b\n"),
        ("<h1>T</h1>\n\nx<br>y <font color=red>z</font>", "x<br>y z\n"),
        ("[![b](https://x.org/b.svg)](https://x.org/)", "[b](https://x.org/)\n"),
        ("See [[Other page|the other]] and ==this==.", "See the other and <mark>this</mark>.\n"),
        ("Mass is $E = mc^2$, at $5 or $6.", "Mass is `E = mc^2`, at $5 or $6."),
        ("$$\na^2\n$$\n", "```\na^2\n```\n"),
        ('??? question "Why"\n    Because.\n', '!!! important "Why"\n    Because.\n'),
        (":::columns\nwords\n:::\n", "words\n"),
        ("- a\n\n  ```\n  code\n  ```\n", "- a\n\n        code\n"),
        ("<!-- a secret -->Words :smile:.", "Words :smile:.\n"),
        ("<script>alert(1)</script>Words.", "Words.\n"),
        ('{{< figure src="a.png" alt="A" >}}', "![A](media/a.webp)\n"),
        ("`<b>` and [x](javascript:alert(1))", "`<b>` and x\n"),
    ],
)
def test_what_other_programmes_write(written: str, ours: str) -> None:
    assert lesson(written, a_png=flat()).split("\n## Sources")[0].strip() == ours.strip()


_MARKUP = """# ` ## ` ---
 ` +++
 ` ::: ` !!! note ` ``` ` ~~~ ` <table> ` </td> ` <img src=a.png> ` ![x](a.png) ` [y](b.md) ` [^1] ` [^1]: z ` $$ `
{{< x >}} ` <!-- ` --> ` - a
 `   - b
 ` 1) c
 ` title: x
 `
 `     ` 12 ` words ` <details> ` \x021\x03 ` \x040\x05 ` é ` {#id} ` [z]: q
"""
_PIECES = st.sampled_from(["`", "\t", "\n\n", *_MARKUP.split("`")])
_TEXTS = st.lists(_PIECES, max_size=25).map("".join).map(str.encode) | st.binary(max_size=40)
_NAMES = st.sampled_from(
    [
        "a.md",
        "README.md",
        "docs/index.md",
        "docs/01 b.mdx",
        "mkdocs.yml",
        "SUMMARY.md",
        "a.png",
        "x/_category_.json",
    ]
) | st.text(min_size=1, max_size=12).map(lambda name: f"{name}.md")


@given(st.dictionaries(_NAMES, _TEXTS, max_size=5))
@example({"docs/index.md": b"", "/0.md": b""})
@settings(max_examples=60, deadline=None)
def test_whatever_a_folder_holds_the_check_can_read_what_comes_of_it(files: Mapping[str, bytes]) -> None:
    found = taken(files)
    assert all(problem.path in {*found.bundle.files, ""} for problem in checked(found.bundle).problems)
    assert not any(
        b"\x02" in content or b"\x04" in content
        for name, content in found.bundle.files.items()
        if name.endswith(".md")
    )
