"""Files that somebody hands in: what they really are, what becomes of them, and why they are refused."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from studyvisit.curriculum.intake import MOST_BYTES, MOST_FILES, Reason, Refused, take
from studyvisit.curriculum.kinds import KINDS, kind_of
from studyvisit.curriculum.pictures import BadPicture, Fault, reencode
from studyvisit.curriculum.problems import Report
from studyvisit.curriculum.recordings import check_captions, language_of
from studyvisit.curriculum.svg import check_svg
from studyvisit.curriculum.svg_mending import LeftOut, mended
from tests.unit.curriculum import files
from tests.unit.curriculum.files import WHERE, bomb, flat, moving, mp4, packed, photograph, saved


def opened(content: bytes) -> Image.Image:
    """Return a picture, unpacked."""
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("suffix", sorted(files.KINDS))
def test_a_file_is_known_by_its_content(suffix: str) -> None:
    assert kind_of(files.KINDS[suffix]) == KINDS[suffix]


def test_a_row_of_comments_takes_no_time() -> None:
    assert kind_of(b"<!---->" * 2_000) is None


def test_every_kind_is_tried() -> None:
    assert set(files.KINDS) | {".jpeg"} == set(KINDS)


@settings(max_examples=60)
@given(st.sampled_from(sorted(files.KINDS)), st.integers(0, 200), st.binary(max_size=40))
def test_no_file_that_was_cut_off_or_mixed_up_stops_the_intake(suffix: str, end: int, more: bytes) -> None:
    with suppress(Refused):
        assert take(f"a{suffix}", files.KINDS[suffix][:end] + more, {}).files


def test_a_photograph_becomes_webp_for_two_widths_and_says_no_more_where_it_was_taken() -> None:
    content = photograph()
    assert WHERE.encode() in content
    intake = take("Visit to Songdo (1).JPG", content, {})
    assert [name for name, _ in intake.files] == [
        "media/visit-to-songdo-1.webp",
        "media/visit-to-songdo-1-480.webp",
    ]
    assert [opened(inside).size for _, inside in intake.files] == [(960, 640), (480, 320)]
    assert intake.had_place
    assert intake.weight < intake.before
    for _, inside in intake.files:
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened(inside).info)
        assert WHERE.encode() not in inside


def test_a_photograph_stands_upright() -> None:
    made = reencode(photograph(600, 300, turned=True))
    assert opened(made.wide).size == (made.width, made.height) == (300, 600)


def test_the_same_picture_gives_the_same_bytes_and_one_made_here_stays_as_it_is() -> None:
    made = reencode(photograph())
    assert made == reencode(photograph())
    assert reencode(made.wide).wide == made.wide


def test_a_small_picture_is_never_enlarged() -> None:
    made = reencode(photograph(200, 100))
    assert (made.width, made.height, made.narrow) == (200, 100, None)


def test_a_flat_picture_keeps_every_dot_and_what_is_see_through() -> None:
    content = flat(mode="RGBA")
    made = opened(reencode(content).wide)
    assert made.mode == "RGBA"
    assert made.getchannel("A").tobytes() == opened(content).getchannel("A").tobytes()
    plain = flat()
    assert opened(reencode(plain).wide).tobytes() == opened(plain).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16", "RGB"])
def test_a_picture_of_any_mode_is_taken(mode: str) -> None:
    picture = Image.new("L", (40, 40), 128).convert("I;16" if mode == "I;16" else mode)
    made = reencode(saved(picture, "JPEG" if mode == "CMYK" else "PNG"))
    assert opened(made.wide).size == (40, 40)


def test_colours_are_those_that_the_profile_means() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.new("RGB", (40, 40), (200, 30, 60))
    made = opened(reencode(saved(picture, "PNG", icc_profile=profile)).wide)
    assert made.convert("RGB").getpixel((20, 20)) == (200, 30, 60)
    broken = reencode(saved(picture, "PNG", icc_profile=b"no profile"))
    assert broken.width == 40


def test_of_a_moving_picture_the_first_frame_is_kept_and_said() -> None:
    intake = take("signal.gif", moving(), {})
    assert intake.was_moving
    red, _, blue = opened(intake.files[0][1]).convert("RGB").getpixel((30, 30))  # type: ignore[misc]
    assert red > blue


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    content = bomb(60_000, 60_000)
    assert len(content) < 20_000
    with pytest.raises(BadPicture) as refused:
        reencode(content)
    assert refused.value.fault is Fault.TOO_MANY_PIXELS
    with pytest.raises(BadPicture) as refused:
        reencode(bomb(2, 100_000))
    assert refused.value.fault is Fault.TOO_LONG


@pytest.mark.parametrize("content", [photograph()[:3000], flat()[:60], moving()[:30]])
def test_a_picture_that_was_cut_off_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        take("a.png", content, {})
    assert refused.value.reason is Reason.UNREADABLE


def test_nothing_of_a_polyglot_comes_through() -> None:
    hidden = b"<script>alert(1)</script>"
    for content in (flat() + hidden, photograph() + packed("x") + hidden, reencode(flat()).wide + hidden):
        intake = take("a.png", content, {})
        assert not any(hidden in inside or b"PK\x03\x04" in inside for _, inside in intake.files)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"MZ" + b"\0" * 90, "program"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 90, "old Office"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 90, "HEIC"),
        (packed("readme.txt"), "archive"),
        (files.MACROS, "macros"),
        (files.PDF[:-8], ""),
        (b"\x00\x01\x02", ""),
    ],
)
def test_a_file_that_content_may_not_hold_is_named(content: bytes, found: str) -> None:
    with pytest.raises(Refused) as refused:
        take("report.pdf", content, {})
    assert refused.value.reason is Reason.UNKNOWN
    assert found in refused.value.found


def test_a_file_of_the_same_name_gets_another_and_the_same_file_keeps_its_own() -> None:
    first = take("map.png", flat(), {})
    bundle = dict(first.files)
    second = take("map.png", flat(200, 100), bundle)
    assert second.name == "media/map-2.webp"
    again = take("other.png", flat(), bundle)
    assert (again.name, again.is_known) == ("media/map.webp", True)
    assert take("한국.png", flat(), {}).name == "media/picture.webp"
    assert take("../../etc/pass wd.pdf", files.PDF, {}).name == "media/pass-wd.pdf"
    assert take("Talk.FR.vtt", files.VTT, {}).name == "media/talk.fr.vtt"


def test_a_module_has_room_for_so_much() -> None:
    with pytest.raises(Refused) as refused:
        take("a.pdf", files.PDF, {f"media/{number}.pdf": b"" for number in range(MOST_FILES)})
    assert refused.value.reason is Reason.TOO_MANY_FILES
    with pytest.raises(Refused) as refused:
        take("a.pdf", files.PDF, {"media/big.mp4": bytes(MOST_BYTES)})
    assert refused.value.reason is Reason.TOO_MUCH
    with pytest.raises(Refused) as refused:
        take("a.pdf", files.PDF[:-6] + bytes(5_000_000) + b"%%EOF", {})
    assert (refused.value.reason, refused.value.limit) == (Reason.TOO_LARGE, 5_000_000)


def test_a_recording_says_no_more_where_it_was_made_and_plays_as_before() -> None:
    content = mp4()
    intake = take("visit.mp4", content, {})
    inside = intake.files[0][1]
    assert intake.had_place
    assert WHERE.encode() in content
    assert WHERE.encode() not in inside
    assert len(inside) == len(content)
    assert inside == take("visit.mp4", inside, {}).files[0][1]
    assert not take("visit.mp4", mp4(where=False), {}).had_place


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9" {}>'
    "{}</svg>"
)


@pytest.mark.parametrize(
    ("drawing", "left_out"),
    [
        (SVG.format("", "<script>alert(1)</script><rect width='9'/>"), {LeftOut.SCRIPTS}),
        (SVG.format("onload='alert(1)'", "<rect onclick='alert(1)' width='9'/>"), {LeftOut.SCRIPTS}),
        (SVG.format("", "<a href='javascript:alert(1)'><rect width='9'/></a>"), {LeftOut.LINKS}),
        (SVG.format("", "<image href='data:image/png;base64,x'/><rect width='9'/>"), {LeftOut.PICTURES}),
        (SVG.format("", "<rect width='9'/><use xlink:href='//evil.example/x#a'/>"), {LeftOut.FETCHED}),
        (SVG.format("", "<style>@import '//evil.example';</style><rect width='9'/>"), {LeftOut.FETCHED}),
        (SVG.format("", "<rect width='9' fill='url(//evil.example)'/>"), {LeftOut.FETCHED}),
        (SVG.format("", "<rect width='9'><animate attributeName='x'/></rect>"), {LeftOut.MOVEMENT}),
        (SVG.format("", "<foreignObject><b/></foreignObject><rect width='9'/>"), {LeftOut.OTHER}),
        (
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">' + SVG.format("", "<path d='M0 0'/>"),
            set(),
        ),
        (
            SVG.format("xmlns:i='urn:inkscape' i:x='1'", "<i:view/><g i:label='a'><path d='M0 0'/></g><a/>"),
            {LeftOut.LINKS},
        ),
    ],
)
def test_a_drawing_is_mended_where_it_can_be_and_what_went_is_told(
    drawing: str, left_out: set[LeftOut]
) -> None:
    made = mended(drawing.encode())
    assert made is not None
    assert made.left_out == left_out
    report = Report("media/a.svg")
    check_svg(made.content, report)
    assert not report.has_errors
    assert not any(
        word in made.content for word in (b"alert", b"evil", b"inkscape", b"DOCTYPE", b"data:", b"<a")
    )
    assert mended(made.content) == type(made)(made.content)


@pytest.mark.parametrize(
    "drawing",
    [
        SVG.format("", "<script>alert(1)</script>"),
        SVG.format("", "<g>"),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("", "<text>&a;</text>"),
        SVG.format("", "<g>" * 20_000 + "<rect/>" + "</g>" * 20_000),
        "<svg/>",
    ],
    ids=["nothing left", "broken", "entities", "deep", "no drawing"],
)
def test_a_drawing_that_cannot_be_mended_is_refused(drawing: str) -> None:
    with pytest.raises(Refused) as refused:
        take("a.svg", drawing.encode(), {})
    assert refused.value.reason is Reason.BAD_DRAWING


def test_a_drawing_that_is_fine_stays_byte_for_byte() -> None:
    drawing = SVG.format("", "<!-- mine --><rect width='9'/>").encode()
    assert take("a.svg", drawing, {}).files == (("media/a.svg", drawing),)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (files.VTT, ""),
        (b"WEBVTT\n\nWelcome.\n", "has no line such as"),
        (b"WEBVTT\n\n1 --> 2\nWelcome.\n", "cannot be read"),
        (b"WEBVTT\n\n00:04.000 --> 00:01.000\nWelcome.\n", "ends before it begins"),
    ],
)
def test_captions_are_checked(content: bytes, message: str) -> None:
    report = Report("media/a.vtt")
    check_captions(content, report)
    assert [message in problem.message for problem in report.problems] == ([True] if message else [])


def test_captions_say_their_language_in_their_name() -> None:
    assert [language_of(f"media/a{end}.vtt") for end in ("", ".fr", ".pt-BR")] == ["en", "fr", "pt-br"]
