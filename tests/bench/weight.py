"""How long a page takes to show on a slow line and a slow machine, in Chromium."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from studyvisit.accounts.services import ensure_demo_people
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from tests.bench import server
from tests.bench.speed import lesson_path, participants

RUNS = 5
_LCP = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""


def figures() -> Iterator[tuple[str, str]]:
    """Yield each figure with its name."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        app = server.make_instance(Path(name), participants=10)
        with app.app_context():
            begin_write(db.session())
            ensure_demo_people(db.session(), now=utc_now())
            db.session.commit()
        person = server.visitors(app, participants(app, 1))[0]
        lesson = lesson_path(app, person.user_id)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        with server.serve("wsgi:app", STUDYVISIT_INSTANCE=name) as port:
            for page, path in (("sign-in", "/sign-in"), ("home", "/"), ("lesson", lesson)):
                cold, warm = _paints(browser, f"http://127.0.0.1:{port}", path, person)
                yield f"LCP of {page}, cold, median of {RUNS} (goal 2.5 s)", f"{cold / 1000:.2f} s"
                yield f"LCP of {page}, warm, median of {RUNS} (goal 1.0 s)", f"{warm / 1000:.2f} s"
        browser.close()


def _paints(browser: Browser, base: str, path: str, person: server.Visitor) -> tuple[float, float]:
    """Return the median largest contentful paint without and with the static files in the cache, in ms."""
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
        if path != "/sign-in":
            key, _, value = person.cookie.partition("=")
            context.add_cookies([{"name": key, "value": value, "url": base}])
        page = context.new_page()
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        client.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 400, "downloadThroughput": 50000, "uploadThroughput": 50000},
        )
        client.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        for times in (cold, warm):
            page.goto(base + path, wait_until="load")
            times.append(page.evaluate(_LCP))
        context.close()
    return statistics.median(cold), statistics.median(warm)
