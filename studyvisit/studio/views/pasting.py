"""What a trainer pastes from a document or a web page comes back as Markdown."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from studyvisit.curriculum.writing.pasting import markdown_of_paste
from studyvisit.studio.views.base import blueprint
from studyvisit.web.access import Access, access

LARGEST = 4_000_000


@blueprint.post("/studio/markdown")
@access(Access.TRAINER, slow_first=True, largest=LARGEST)
def pasted() -> ResponseReturnValue:
    """Tell a script what HTML says in Markdown, and what to tell the person; nothing is stored."""
    found = markdown_of_paste(request.form.get("html", ""))
    words = [_("Pasted as Markdown. Ctrl+Shift+V pastes the words alone.")]
    if found.pictures:
        words.append(
            ngettext(
                "%(num)d picture was left out: insert it as a file.",
                "%(num)d pictures were left out: insert them as files.",
                found.pictures,
            )
        )
    return jsonify(markdown=found.markdown, words=" ".join(words))
