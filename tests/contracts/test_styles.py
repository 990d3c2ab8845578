"""The style sheets and scripts keep to what works in every direction of writing and under the policy."""

from __future__ import annotations

import re

from config import ROOT

STATIC = ROOT / "studyvisit/web/static"
SIDES = "left|right|top|bottom"
PHYSICAL = re.compile(
    rf"(?<![-.\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:{SIDES})|{SIDES}"
    rf"|(?:min-|max-)?(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:(?!:)"
    rf"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
# Left and right apart: such a shorthand does not turn round with the text.
LOPSIDED = re.compile(
    r"(?:margin|padding|inset|border-width)\s*:\s*([^\s;}]+)\s+([^\s;}]+)\s+([^\s;}]+)\s+([^\s;}]+)\s*[;}!]"
)


def styles() -> str:
    """Return every style sheet, without comments and the conditions of media queries."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.css")))
    return re.sub(r"/\*.*?\*/|@(?:media|container|supports)[^{]*", "", text, flags=re.DOTALL)


def test_styles_are_written_for_both_directions() -> None:
    physical = [hit.group() for hit in PHYSICAL.finditer(styles())]
    lopsided = [hit.group() for hit in LOPSIDED.finditer(styles()) if hit.group(2) != hit.group(4)]
    assert not physical + lopsided


def test_styles_load_nothing_from_elsewhere() -> None:
    assert not re.findall(r"@import|url\(|https?:", styles())


def test_what_moves_stands_still_for_those_who_ask() -> None:
    """A transition or an animation is only ever inside `prefers-reduced-motion: no-preference`."""
    for path in STATIC.glob("*.css"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"\b(?:animation|transition|scroll-behavior)\s*:", line):
                assert "prefers-reduced-motion: no-preference" in line, line.strip()


def test_scripts_are_modules_that_write_no_markup() -> None:
    for path in STATIC.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        found = re.findall(
            r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function", text
        )
        assert not found, path.name
        assert not re.findall(r"https?://", text), f"{path.name} asks another host"
