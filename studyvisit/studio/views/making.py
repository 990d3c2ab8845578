"""A draft is made of files once, however often the page that sends them is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from flask import request
from sqlalchemy.orm import Session

from studyvisit.clock import utc_now
from studyvisit.receipts.services import answer_once, key_of_form
from studyvisit.studio.models import Draft
from studyvisit.web.access import current_actor, start_writing


def made_once(files: Mapping[str, bytes], beside: object, make: Callable[[Session], Draft]) -> str:
    """Make a draft of what a form sent, once however often it is sent, commit it and return its name.

    `beside` is what else was filled in: other words, or other files, make another draft. What `make` raises
    is passed on.
    """
    body = {
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "beside": beside,
    }
    session = start_writing()
    answer = answer_once(
        session,
        user_id=current_actor().user_id,
        key=key_of_form(request.form.get("key", ""), body),
        body=body,
        now=utc_now(),
        act=lambda session: {"slug": make(session).slug},
    )
    session.commit()
    return str(answer["slug"])
