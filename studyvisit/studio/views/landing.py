"""Where in a text a link lands: at a question, or at a line that the checker names."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from studyvisit.curriculum.writing.spans import outline_of
from studyvisit.studio.pages.editing import Landing
from studyvisit.studio.queries.drafts import Unit

_LONGEST = 6


def landing_in(unit: Unit, name: str) -> Landing | ResponseReturnValue:
    """Return where the address leads in a file; where the question is in another file of the unit, the way there."""
    asked = request.args.get("question", "")
    if not asked:
        line = request.args.get("line", "")
        is_number = line.isascii() and line.isdecimal() and len(line) <= _LONGEST
        return Landing(line=int(line) if is_number else 0)
    for file in (name, *sorted(unit.bundle.files)):
        if not file.endswith(".md"):
            continue
        span = outline_of(unit.text(file), file).span(asked)
        if span is not None and file == name:
            return Landing(line=span.line, question=span.key, words=span.name or span.key)
        if span is not None:
            return redirect(url_for(".edit", kind=unit.kind, slug=unit.slug, name=file, question=asked))
    return Landing(line=0, words=asked[:100])
