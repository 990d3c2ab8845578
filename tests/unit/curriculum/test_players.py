"""Pictures of two widths, documents to keep, recordings, and links that lead out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studyvisit.curriculum import document
from studyvisit.curriculum.check import Checked
from studyvisit.curriculum.content import Prose
from studyvisit.curriculum.figures import Recording
from studyvisit.curriculum.markup import SIZES, sanitise
from studyvisit.curriculum.pictures import reencode
from studyvisit.curriculum.problems import Problem
from studyvisit.curriculum.source import UnitKind
from tests.unit.curriculum.builders import LESSON, LESSON_PATH, checked, module_of
from tests.unit.curriculum.files import MP3, PDF, VTT, mp4, photograph

MEDIA = "modules/measuring/media"
VIDEO = """::: video {#tour file=media/tour.mp4 captions=media/tour.en.vtt,media/tour.fr.vtt title="A tour"}
**Guide:** 120 people work here, as the source says.[^method]
:::
"""
AUDIO = '::: audio {#talk file=media/talk.mp3 title="A talk"}\nWelcome to all of you.\n:::\n'
FILES: dict[str, str | bytes | None] = {
    f"{MEDIA}/tour.mp4": mp4(),
    f"{MEDIA}/tour.en.vtt": VTT,
    f"{MEDIA}/tour.fr.vtt": VTT,
    f"{MEDIA}/talk.mp3": MP3,
    f"{MEDIA}/form.pdf": PDF[:-6] + b" " * 119_950 + PDF[-6:],
}


def with_text(root: Path, text: str, more: dict[str, str | bytes | None] | None = None) -> Checked:
    """Return the small tree, checked, with a text in its lesson and media beside it."""
    lesson = LESSON.replace("## What it shows\n", f"## What it shows\n\n{text}\n", 1)
    return checked(root, {LESSON_PATH: lesson, **FILES, **(more or {})})


def only_problem(found: Checked) -> Problem:
    """Return the one thing that is wrong."""
    [problem] = found.problems
    return problem


def html_of(found: Checked) -> str:
    """Return the prose of the lesson."""
    [lesson] = module_of(found).lessons
    return "".join(part.html for part in lesson.body if isinstance(part, Prose))


def test_a_picture_of_two_widths_is_chosen_by_the_screen(tmp_path: Path) -> None:
    made = reencode(photograph())
    assert made.narrow is not None
    pictures = {f"{MEDIA}/hall.webp": made.wide, f"{MEDIA}/hall-480.webp": made.narrow}
    html = html_of(with_text(tmp_path, "![The hall](media/hall.webp)", {**pictures}))
    [tag] = re.findall(r"<img [^>]*hall[^>]*>|<img [^>]*srcset[^>]*>", html)
    for attribute in ('loading="lazy"', 'width="960"', 'height="640"', f'sizes="{SIZES}"'):
        assert attribute in tag
    assert re.search(r'srcset="/media/[0-9a-f]{64}\.webp 480w, /media/[0-9a-f]{64}\.webp 960w"', tag)


@pytest.mark.parametrize(
    "attributes",
    [
        'srcset="https://evil.example/a.webp 480w"',
        'srcset="/media/x.webp 480w"',
        f'srcset="/media/{"0" * 64}.webp 480w, //evil.example/a 2x"',
        'sizes="100vw"',
    ],
)
def test_a_text_cannot_send_readers_elsewhere_for_a_picture(attributes: str) -> None:
    html = sanitise(f'<p><img src="/media/a.svg" alt="a" {attributes}></p>')
    assert html == '<p><img src="/media/a.svg" alt="a"></p>'
    assert "download" not in sanitise('<a href="/x" download="../../x y">x</a>')


def test_a_link_to_a_document_says_what_it_is_and_how_large(tmp_path: Path) -> None:
    html = html_of(with_text(tmp_path, "Take [the *form*](media/form.pdf) with you."))
    assert re.search(
        r'<a download="form\.pdf" href="/media/[0-9a-f]{64}\.pdf">the <em>form</em> \(PDF, 120 kB\)</a>',
        html,
    ) or re.search(
        r'<a href="/media/[0-9a-f]{64}\.pdf" download="form\.pdf">the <em>form</em> \(PDF, 120 kB\)</a>', html
    )


def test_a_recording_has_its_captions_and_its_transcript(tmp_path: Path) -> None:
    module = module_of(with_text(tmp_path, f"{VIDEO}\n{AUDIO}"))
    tour, talk = [part for part in module.lessons[0].body if isinstance(part, Recording)]
    assert (tour.title, tour.is_video, tour.media_type) == ("A tour", True, "video/mp4")
    assert [one.language for one in tour.captions] == ["en", "fr"]
    assert "<strong>Guide:</strong> 120 people" in tour.transcript
    assert 'class="footnote-ref"' in tour.transcript
    assert (talk.is_video, talk.media_type, talk.captions) == (False, "audio/mpeg", ())
    assert module.lessons[0].words == module_of(checked(tmp_path / "without")).lessons[0].words
    assert document.load(UnitKind.MODULE, document.dump(module)) == module


@pytest.mark.parametrize(
    ("fence", "message"),
    [
        (VIDEO.replace(" captions=media/tour.en.vtt,media/tour.fr.vtt", ""), "has no captions"),
        (VIDEO.replace("tour.en", "tuor.en"), "Did you mean `media/tour.en.vtt`?"),
        (VIDEO.replace("tour.fr", "tour.en"), "two files of captions in one language"),
        (VIDEO.replace("tour.mp4", "form.pdf"), "there is no video file `media/form.pdf`"),
        (VIDEO.replace(' title="A tour"', ""), "has no title"),
        (AUDIO.replace("Welcome to all of you.\n", ""), "has no transcript"),
        (AUDIO.replace("Welcome", "### Hello\n\nWelcome"), "has a heading"),
        ("![A form](media/form.pdf)", "there is no picture `media/form.pdf`"),
        ("[The form](media/from.pdf)", "Did you mean `media/form.pdf`?"),
    ],
)
def test_what_a_recording_or_a_document_lacks_is_told(tmp_path: Path, fence: str, message: str) -> None:
    assert message in only_problem(with_text(tmp_path, fence)).message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("form.pdf", b"MZ" + bytes(90), "is not a PDF file"),
        ("tour.mp4", mp4(sees=False), "is not a MP4 file"),
        ("tour.en.vtt", b"WEBVTT\n", "has no line such as"),
        ("talk.mp3", bytes(10_000_001), "at most 10,000,000 are read"),
    ],
    ids=["program", "sound only", "no cues", "too large"],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    problem = only_problem(with_text(tmp_path, "", {f"{MEDIA}/{name}": content}))
    assert problem.path.endswith(f"/{MEDIA}/{name}")
    assert message in problem.message


def test_a_photograph_that_tells_where_it_was_taken_is_a_warning(tmp_path: Path) -> None:
    problem = only_problem(with_text(tmp_path, "", {f"{MEDIA}/hall.jpg": photograph(64, 48)}))
    assert not problem.is_error
    assert "tells how it was taken" in problem.message


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("[The Survey](www.un.org)", "write https:// before"),
        ("[The Survey](https:/un.org)", "with two strokes"),
        ("[The Survey](https://un)", "has no dot"),
        ("[The Survey](https://un.org@evil.example/)", "has a name before its site"),
        ("[The Survey](https://un.org/100%)", "write %25"),
        ("[The Survey](https://[un.org/)", "is malformed"),
        ("[The Survey](https://un.org/the survey)", "has a space"),
        ("[The Survey](mailto:un.org)", "names no e-mail address"),
        ("[The Survey](javascript:alert)", "begins with `javascript:`"),
        ("[The Survey](file:///etc/passwd)", "begins with `file:`"),
        ("Look at <https://un>.", "has no dot"),
        ("[The Survey](http://un.org/)", "is not encrypted"),
    ],
)
def test_a_link_that_cannot_lead_anywhere_is_told(tmp_path: Path, link: str, message: str) -> None:
    problem = only_problem(with_text(tmp_path, link))
    assert message in problem.message
    assert problem.is_error is ("http://" not in link)


def test_links_of_good_form_are_left_alone(tmp_path: Path) -> None:
    text = (
        "[One](https://un.org/a%20b) [Two](https://un.org:8443/x?a=b#c 'A title') [Three](mailto:a@un.org)."
    )
    assert not with_text(tmp_path, text).problems
