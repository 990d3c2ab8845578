"""What every report page costs: CPU seconds and bytes, in this process, so that waiting for others does not count.

CPU seconds, too, rise by half and more where others keep all cores busy.

`BENCH_INSTANCE` names a folder that is loaded already; without it `BENCH_PEOPLE` participants are loaded.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import brotli
from flask import Flask

from config import Settings
from studyvisit.app import create_app
from tests.bench import reports

AGAIN = 5
PAGES = (
    ("overview", f"overview?programme={reports.PROGRAMME}"),
    ("completion by country", "completion?by=country"),
    ("people, first page", "completion?by=person"),
    ("learning gain", f"learning-gain?programme={reports.PROGRAMME}"),
    ("learning gain, women", f"learning-gain?programme={reports.PROGRAMME}&by=sex"),
    ("ledger", f"ledger?programme={reports.PROGRAMME}"),
    ("activity", "activity"),
    ("lessons", "lessons"),
    ("data quality", "data-quality"),
    ("cohorts", "cohorts"),
    ("questions of one module", f"questions/{reports.MODULE}"),
    ("feedback", "feedback"),
)


def figures() -> Iterator[tuple[str, str]]:
    """Yield for each page its CPU, the first time and the median of five more, and its size."""
    there = os.environ.get("BENCH_INSTANCE")
    with tempfile.TemporaryDirectory() as folder:
        if there:
            app = create_app(Settings.from_environment({"STUDYVISIT_INSTANCE": there}))
        else:
            app = reports.House("SQLite", Path(folder), {}, has_evidence=True).load(reports.PEOPLE // 10)
        yield from _costs(app)


def _costs(app: Flask) -> Iterator[tuple[str, str]]:
    headers = {"Cookie": reports.visitor_of(app, "administrator").cookie, "Accept-Encoding": "br"}
    for name, path in PAGES:
        client, spent, body = app.test_client(use_cookies=False), list[float](), b""
        for _time in range(1 + AGAIN):
            began = time.process_time()
            answer = client.get(f"/reports/{path}", headers=headers)
            body = answer.get_data()
            spent.append(time.process_time() - began)
            assert answer.status_code == 200, (path, answer.status)
        words = f"{median(spent[1:]) * 1000:.0f} ms CPU (first {spent[0] * 1000:.0f})"
        yield name, f"{words}, {len(body) / 1000:.1f} kB of {len(brotli.decompress(body)) / 1000:.0f}"
