"""The text of a lesson, a guide or a handout → what a page shows: prose, checks, charts, pictures and recordings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from studyvisit.curriculum.charts import read_chart
from studyvisit.curriculum.content import Check, Heading, Part, Prose
from studyvisit.curriculum.fences import Fence, split_fences
from studyvisit.curriculum.figures import Chart, Picture, Recording
from studyvisit.curriculum.finish import is_whole
from studyvisit.curriculum.footnotes import check_footnotes
from studyvisit.curriculum.identities import Identities
from studyvisit.curriculum.lines import Line
from studyvisit.curriculum.markup import prefixed
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.players import PLAYED, read_recording
from studyvisit.curriculum.render import words_in

_FIGURES = ("chart", *PLAYED)
_ALTERNATIVE = re.compile(r'\balt="([^"]*)"')
_PICTURE = re.compile(r'<p>(<img [^>]*\bsrc="([^"]*)"[^>]*>)</p>')


@dataclass(frozen=True, slots=True)
class Body:
    """A text in parts, the headings in it, and how many words a reader reads."""

    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    words: int


def read_body(
    lines: Sequence[Line],
    read_check: Callable[[Fence], Check] | None,
    facts: Sequence[str],
    identities: Identities,
    page: Page,
) -> Body:
    """Return a text that uses those facts, with problems reported; only where `read_check` is given may it ask."""
    text = split_fences(lines, ("check", *_FIGURES) if read_check else _FIGURES, page)
    check_footnotes(text.prose, facts, page.report, is_translation=page.is_translation)
    rendered = page.rendered(text.prose, "text")
    for fence in text.fences:
        if f' id="{prefixed(fence.attributes.id)}"' in rendered.html:
            page.report.error(
                fence.number,
                fence.where,
                f"`{fence.attributes.id}` is the id of a heading here too: choose another",
            )
    prose, within = text.cut(rendered.html, page)
    described = {ref.url: ref for ref in page.media.values() if ref.description}
    parts: list[Part] = [*_with_words(prose[0], described)]
    for fence, inside, after in zip(text.fences, within, prose[1:], strict=True):
        if (found := _read(fence, inside, read_check, identities, page)) is not None:
            parts.append(found)
        parts += _with_words(after, described)
    # A transcript is for those who do not listen: whoever does hears the words and does not read them.
    read = [html for fence, html in zip(text.fences, within, strict=True) if fence.name not in PLAYED]
    words = sum(words_in(html) for html in prose) + sum(words_in(html or "") for html in read)
    return Body(tuple(parts), rendered.headings, words)


def _read(
    fence: Fence,
    inside: str | None,
    read_check: Callable[[Fence], Check] | None,
    identities: Identities,
    page: Page,
) -> Check | Chart | Recording | None:
    identities.claim(fence.attributes.id, fence.number, fence.where, page.report)
    if fence.name == "check" and read_check:
        return read_check(fence)
    if inside is None:
        return None
    if fence.name in PLAYED:
        return read_recording(fence, inside, page)
    return read_chart(fence, inside, page) if fence.name == "chart" else None


def _with_words(html: str, described: Mapping[str, MediaRef]) -> Iterator[Prose | Picture]:
    """Yield prose cut where a picture stands in a paragraph of its own and has a long description."""
    start = 0
    for found in _PICTURE.finditer(html):
        before = html[start : found.start()]
        if found[2] in described and is_whole(before):
            if before.strip():
                yield Prose(html=before.strip())
            ref = described[found[2]]
            yield Picture(html=_shown(found[1], ref), description=ref.description)
            start = found.end()
    if html[start:].strip():
        yield Prose(html=html[start:].strip())


def _shown(img: str, ref: MediaRef) -> str:
    """Return a picture's tag, or in its place the drawing itself with the same alternative, escaped already."""
    alternative = _ALTERNATIVE.search(img)
    if not ref.drawing or not alternative:
        return img
    return f'<svg role="img" aria-label="{alternative[1]}"{ref.drawing}'
