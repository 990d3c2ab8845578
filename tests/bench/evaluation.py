"""Marking a quiz of 30 questions, and the statistics of 100,000 attempts at one."""

from __future__ import annotations

import math
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from sqlalchemy import select

from config import ROOT
from studyvisit.accounts.queries import find_user_by_email
from studyvisit.accounts.services import ensure_demo_people
from studyvisit.clock import utc_now
from studyvisit.curriculum.questions import OneChoice, drawn, mark
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.queries import Shelf
from studyvisit.programmes.models import Enrolment
from tests.bench import server
from tests.quizzing import EVERY_KIND, good_answer

ATTEMPTS = int(os.environ.get("BENCH_ATTEMPTS", "100000"))
QUESTIONS = 30
EACH = 20
"""How many of the attempts one person made, so that it takes no hour to make the people."""


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    yield "marking 30 questions of every kind, median of 50 (goal 5 ms)", f"{_marking() * 1000:.2f} ms"
    yield from _arrays()
    with tempfile.TemporaryDirectory() as name:
        yield from _page(Path(name))


def _marking() -> float:
    questions = [drawn(question, 7) for question in islice(cycle(EVERY_KIND), QUESTIONS)]
    answers = [good_answer(question) for question in questions]
    times = []
    for _ in range(50):
        started = time.perf_counter()
        for question, answer in zip(questions, answers, strict=True):
            mark(question, answer)
        times.append(time.perf_counter() - started)
    return median(times)


_IN_A_PROCESS = """
import resource, sys, time
import numpy as np
from studyvisit.evaluation.items import Extra, analyse
from studyvisit.evaluation.marks import marks_of
from studyvisit.evaluation.options import Chosen
n, k = {attempts}, {questions}
rng = np.random.default_rng(1)
ability = rng.normal(size=(n, 1))
earned = (rng.random((n, k)) < 1 / (1 + np.exp(np.linspace(-2, 2, k) - ability))).astype(float)
chosen = np.where(earned == 1, 0, rng.integers(1, 4, (n, k)))
extras = [
    Extra(tuple(Chosen(str(o), o == 0, chosen[:, q] == o) for o in range(4)), 0.25) for q in range(k)
]
started, worked = time.perf_counter(), time.process_time()
found = analyse(marks_of(earned, np.ones(k)), extras)
took, worked = time.perf_counter() - started, time.process_time() - worked
print(took, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _arrays() -> Iterator[tuple[str, str]]:
    code = _IN_A_PROCESS.format(attempts=ATTEMPTS, questions=QUESTIONS)
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, worked, megabytes = map(float, run.stdout.split())
    what = f"statistics of {ATTEMPTS:,} attempts × {QUESTIONS}"
    yield f"{what}, from arrays (goal 10 s)", f"{seconds:.1f} s, {worked:.1f} s of CPU"
    yield f"{what}: memory of the process (goal 1 GB)", f"{megabytes:.0f} MB"


def _page(folder: Path) -> Iterator[tuple[str, str]]:
    app = server.make_instance(folder, participants=ATTEMPTS // EACH)
    with app.app_context():
        begin_write(db.session())
        ensure_demo_people(db.session(), now=utc_now())
        db.session.commit()
        slug, questions = _largest_quiz()
        _fill(folder / "studyvisit.db", slug, questions)
        trainer = find_user_by_email(db.session(), "trainer@example.org")
        assert trainer is not None
        visitor = server.visitors(app, [trainer.id])[0]
    with server.serve("wsgi:app", workers=1, STUDYVISIT_INSTANCE=str(folder)) as port:
        address = f"http://127.0.0.1:{port}/reports/questions/{slug}/figures.json?attempts=all"
        request = urllib.request.Request(address, headers={"Cookie": visitor.cookie})
        started = time.perf_counter()
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
            answer.read()
        what = f"question figures of {ATTEMPTS:,} attempts × {QUESTIONS} from SQLite"
        yield f"{what} (goal 10 s)", f"{time.perf_counter() - started:.1f} s"
        yield f"{what}: memory of the worker (goal 1 GB)", f"{_peak():.0f} MB"


def _largest_quiz() -> tuple[str, list[str]]:
    """Return the module with the most questions and the ids of 30 of them, those of one choice first."""
    shelf = Shelf(db.session())
    modules = [shelf.module(slug).content for slug in shelf.slugs("module")]
    module = max(modules, key=lambda one: len(one.quiz.questions))
    questions = sorted(module.quiz.questions, key=lambda question: not isinstance(question, OneChoice))
    return module.slug, [question.id for question in questions[:QUESTIONS]]


def _fill(database: Path, slug: str, questions: Sequence[str]) -> None:
    """Store an attempt for everybody, straight in SQL: what the platform would have stored one by one."""
    module = Shelf(db.session()).module(slug)
    options = {
        question.id: [option.id for option in question.options]
        for question in module.content.quiz.questions
        if isinstance(question, OneChoice)
    }
    enrolments = list(db.session.scalars(select(Enrolment.id).where(Enrolment.withdrawn_at.is_(None))))
    db.session.rollback()
    rng, moment = random.Random(1), "2026-11-23 09:00:00.000000"
    with sqlite3.connect(database) as store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("DELETE FROM attempt WHERE module_slug = ?", (slug,))
        for place in range(ATTEMPTS):
            enrolment, number = enrolments[place // EACH % len(enrolments)], place
            attempt, ability = f"{place:026x}000000", rng.gauss(0, 1)
            store.execute(
                "INSERT INTO attempt (id, enrolment_id, module_slug, quiz_id, revision_id, number, seed, "
                "question_ids, started_at, submitted_at, points, available, percent, passed) "
                "VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, 20, 30, 66, 1)",
                (attempt, enrolment.hex, slug, module.content.quiz.id, module.revision_id.hex, number,
                 str(list(questions)).replace("'", '"'), moment, moment),
            )  # fmt: skip
            store.executemany(
                "INSERT INTO response (id, attempt_id, question_id, answer, revision, saved_at, is_late, "
                "points, first_saved_at) VALUES (?, ?, ?, ?, 1, ?, 0, ?, ?)",
                [
                    _response(attempt, place, one, options, ability, rng)
                    for place, one in enumerate(questions)
                ],
            )
    store.close()


def _response(
    attempt: str, place: int, question: str, options: dict[str, list[str]], ability: float, rng: random.Random
) -> tuple[object, ...]:
    is_right = rng.random() < 1 / (1 + math.exp((place - 15) / 8 - ability))
    among = options.get(question, ["typed"])
    answer = f'["{among[0] if is_right else among[-1]}"]'
    moment = f"2026-11-23 09:{place:02}:{rng.randrange(60):02}.000000"
    # Like the platform's own, an id sorts by the time it was made.
    identity = f"{attempt[:26]}{place:06x}"
    return (identity, attempt, question, answer, moment, float(is_right), moment)


def _peak() -> float:
    """Return the largest resident size that a worker of ours has had, in MB."""
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words, command = status.read_text(), (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if b"gunicorn" in command and b"wsgi:app" in command and b"--no-control-socket" in command:
            sizes += [int(line.split()[1]) / 1024 for line in words.splitlines() if line.startswith("VmHWM")]
    return max(sizes)
