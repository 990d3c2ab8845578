"""What the studio costs a trainer: wall time and CPU in this process, template and database included."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from studyvisit.accounts.models import User
from studyvisit.clock import utc_now
from studyvisit.curriculum.source import UnitKind
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.studio.models import Draft
from studyvisit.studio.services.drafts import new_unit
from tests.bench import reports
from tests.bench.server import make_instance

LESSONS, WORDS, AGAIN = 10, 1_500, 9
UNITS = 200
MODULE = "a-module-to-measure"
_SENTENCE = (
    "A ministry that publishes its figures **every month** finds out sooner what its citizens miss[^1]. "
)
_LESSON = """---
id: lesson-{number}
title: Lesson {number}
minutes: 12
objective: Describe what is measured here
competencies: [explain-egdi]
---
{text}

## Sources

[^1]: A source.
"""
_QUIZ = """---
id: measured-check
title: Checked
pass_mark: 70
attempts: 3
scoring: highest
---

## One {{#one competency=explain-egdi}}
Is it?

- (x) Yes. {{#yes}}
  > So it is.
- ( ) No. {{#no}}
  > It is.
""".replace("{{", "{").replace("}}", "}")
_MODULE = """---
id: {slug}
title: {slug}
summary: What can be measured.
competencies: [explain-egdi]
---
For those who measure.
"""


def figures() -> Iterator[tuple[str, str]]:
    """Yield the figures of a preview, a list, a check, a save and publishing."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_instance(Path(folder), 1)
        _fill(app)
        cookie = {"Cookie": reports.visitor_of(app, "administrator").cookie}
        client = app.test_client(use_cookies=False)
        path = f"/studio/module/{MODULE}"
        editor = client.get(f"{path}/files/01-lesson-1.md", headers=cookie).text
        token = editor.split('name="csrf_token" value="')[1].split('"')[0]
        base = editor.split('name="base" value="')[1].split('"')[0]
        text = {"text": _lesson(1), "as": "text", "base": base, "csrf_token": token, "view": "phone"}

        def post(where: str) -> TestResponse:
            return client.post(f"{path}/{where}", data=dict(text), headers=cookie)

        yield f"preview of {WORDS} words", _timed(lambda: post("preview/01-lesson-1.md"))
        yield (
            f"the editor of {WORDS} words",
            _timed(lambda: client.get(f"{path}/files/01-lesson-1.md", headers=cookie)),
        )
        yield f"list of {UNITS} modules", _timed(lambda: client.get("/studio", headers=cookie))
        yield f"outline of {LESSONS} lessons, checked", _timed(lambda: client.get(path, headers=cookie))
        yield f"publishing {LESSONS} lessons", _published(app, post, text)


def _published(app: Flask, post: Callable[[str], TestResponse], text: dict[str, str]) -> str:
    """Publish right after a change, so that everything is checked anew."""
    text["text"] += "\nOne more sentence.\n"
    assert post("files/01-lesson-1.md").status_code == 302
    text["why"] = "One more sentence."
    with app.app_context():
        text["number"] = str(db.session.scalar(select(Draft.number).where(Draft.slug == MODULE)))
    return _timed(lambda: post("publish"), again=1)


def _timed(act: Callable[[], TestResponse], again: int = AGAIN) -> str:
    walls, spent = list[float](), list[float]()
    for _time in range(again):
        wall, began = time.perf_counter(), time.process_time()
        answer = act()
        walls.append(time.perf_counter() - wall)
        spent.append(time.process_time() - began)
        assert answer.status_code in (200, 302), answer.text[:500]
    return f"{median(walls) * 1000:.0f} ms ({median(spent) * 1000:.0f} ms of CPU)"


def _lesson(number: int) -> str:
    count = len(_SENTENCE.split())
    paragraphs = ["## Part\n\n" * (at % 5 == 4) + _SENTENCE * 4 for at in range(WORDS // (4 * count) + 1)]
    return _LESSON.format(number=number, text="\n\n".join(paragraphs))


def _fill(app: Flask) -> None:
    """Add the module that is measured, and drafts of others up to UNITS."""
    with app.app_context():
        session = db.session()
        begin_write(session)
        actor = session.scalars(select(User.id)).first()
        assert actor is not None
        slugs = [MODULE, *(f"module-{number}" for number in range(2, UNITS + 1))]
        for slug in slugs:
            lessons = LESSONS if slug == MODULE else 1
            files = {"module.md": _MODULE.format(slug=slug), "quiz.md": _QUIZ}
            files |= {f"{n:02d}-lesson-{n}.md": _lesson(n) for n in range(1, lessons + 1)}
            raw = {name: content.encode() for name, content in files.items()}
            new_unit(session, UnitKind.MODULE, slug, raw, actor_id=actor, now=utc_now())
        session.commit()
