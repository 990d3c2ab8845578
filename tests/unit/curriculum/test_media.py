"""Pictures: their size is read, and an SVG may hold nothing active."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyvisit.curriculum.media import check_media, media_ref, size_of
from studyvisit.curriculum.problems import Report

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 300) + b"\x08\x02\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 640, 300)
JPEG = (
    b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"ab" + b"\xff\xc0" + struct.pack(">HBHH", 11, 8, 300, 640)
)
WEBP_LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0" + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 300)
WEBP_LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 299 << 14)
WEBP_EXTENDED = (
    b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + (639).to_bytes(3, "little") + (299).to_bytes(3, "little")
)


def svg(inside: str, attributes: str = 'viewBox="0 0 640 300"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        GIF,
        JPEG,
        WEBP_LOSSY,
        WEBP_LOSSLESS,
        WEBP_EXTENDED,
        svg(""),
        svg("", 'width="640" height="300px"'),
        svg("", 'width="100%" height="100%" viewBox="0,0,640,300"'),
    ],
)
def test_width_and_height_are_read(content: bytes) -> None:
    assert size_of(content) == (640, 300)


@given(
    st.one_of(
        st.binary(),
        st.sampled_from([PNG, GIF, JPEG, WEBP_LOSSY, WEBP_EXTENDED]).flatmap(
            lambda content: st.integers(0, len(content)).map(lambda end: content[:end])
        ),
    )
)
def test_reading_a_size_never_raises(content: bytes) -> None:
    media_ref("media/a.png", content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (svg("<script>alert(1)</script>"), "has <script>"),
        (svg("<foreignObject/>"), "has <foreignObject>"),
        (svg("<image href='x.png'/>"), "has <image>"),
        (svg("<a href='#x'><text>x</text></a>"), "has <a>"),
        (svg("<animate attributeName='href' to='javascript:x'/>"), "has <animate>"),
        (svg("<rect onclick='alert(1)'/>"), "has the event handler onclick"),
        (svg("", "onload='alert(1)'"), "has the event handler onload"),
        (svg("<use href='https://evil.example/x.svg#a'/>"), "points elsewhere with href"),
        (
            svg('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="data:image/svg+xml,x"/>'),
            "points elsewhere",
        ),
        (svg("<rect fill='url(https://evil.example/x)'/>"), "fetches something from elsewhere in fill"),
        (
            svg("<rect style='fill:url( &#x27;//evil.example&#x27; )'/>"),
            "fetches something from elsewhere in style",
        ),
        (svg("<style>@import 'https://evil.example/x.css';</style>"), "has a style that fetches"),
        (svg("<style>rect{fill:u\\72l(//evil)}</style>"), "has a style that fetches"),
        (b"<!DOCTYPE svg>" + svg(""), "has a DOCTYPE"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "has a DOCTYPE"),
        (b'<?xml-stylesheet href="//evil.example/x.css"?>' + svg(""), "style sheet of its own"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + svg(""), "is not UTF-8 text"),
        (svg("").decode().encode("utf-16"), "is not UTF-8 text"),
        (svg("<g>"), "is not well-formed XML"),
        (b"<svg/>", "is not an SVG picture"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "is not an SVG picture"),
        (b"", "is not well-formed XML"),
        (PNG, "is not UTF-8 text"),
    ],
)
def test_an_svg_with_something_active_is_refused(content: bytes, message: str) -> None:
    report = Report("media/a.svg")
    check_media(content, report)
    assert any(message in str(problem) for problem in report.problems), report.problems


def test_a_plain_svg_is_accepted() -> None:
    report = Report("media/a.svg")
    check_media(
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        + svg(
            "<title>x</title><desc>A box, and in it all that a picture here may hold.</desc>"
            "<style>rect{fill:url(#g)}</style><defs>"
            "<linearGradient id='g'/></defs><rect fill='url(#g)'/><use href='#g'/>"
        ),
        report,
    )
    assert report.problems == ()


def test_a_picture_that_is_not_what_its_name_says_is_refused() -> None:
    for name, content in (("a.png", GIF), ("a.jpg", PNG), ("a.webp", b"RIFF"), ("a.gif", b"GIF8")):
        report = Report(f"media/{name}")
        check_media(content, report)
        assert len(report.problems) == 1
    report = Report("media/a.png")
    check_media(PNG, report)
    assert report.problems == ()
