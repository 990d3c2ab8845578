"""How soon a page shows, and how calm it is, on a slow line and a slow machine, in Chromium."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from studyvisit.accounts.services import ensure_demo_people
from studyvisit.clock import utc_now
from studyvisit.db import begin_write
from studyvisit.extensions import db
from tests.bench import server
from tests.bench.speed import lesson_path, open_attempt, participants

RUNS = 5
_LCP = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""

# Total blocking time: what each task takes beyond 50 ms. Layout shift: what moves without being asked to.
# Interaction to next paint: the slowest of the clicks and keys; here there are few, so no percentile is taken.
_WATCH = """window.calm = { blocked: 0, moved: 0, slowest: 0 };
const watch = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take))
  .observe({ type, buffered: true, ...more });
watch("longtask", (task) => { calm.blocked += Math.max(0, task.duration - 50); });
watch("layout-shift", (shift) => { if (!shift.hadRecentInput) calm.moved += shift.value; });
watch("event", (event) => {
  if (event.interactionId) calm.slowest = Math.max(calm.slowest, event.duration);
}, { durationThreshold: 16 });"""
_CALM = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.calm), 100))))"""


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
        attempt, _question = open_attempt(app, person)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        with server.serve("wsgi:app", STUDYVISIT_INSTANCE=name) as port:
            for page, path in (("sign-in", "/sign-in"), ("home", "/"), ("lesson", lesson)):
                cold, warm = _paints(browser, f"http://127.0.0.1:{port}", path, person)
                yield f"LCP of {page}, cold, median of {RUNS} (goal 2.5 s)", f"{cold / 1000:.2f} s"
                yield f"LCP of {page}, warm, median of {RUNS} (goal 1.0 s)", f"{warm / 1000:.2f} s"
            for page, path in (("sign-in", "/sign-in"), ("home", "/"), ("lesson", lesson), ("quiz", attempt)):
                runs = [_calm(browser, f"http://127.0.0.1:{port}", path, person) for _ in range(RUNS)]
                blocked, moved, slowest = (
                    statistics.median(run[what] for run in runs) for what in ("blocked", "moved", "slowest")
                )
                yield f"TBT of {page}, median of {RUNS} (goal 50 ms)", f"{blocked:.0f} ms"
                yield f"CLS of {page}, median of {RUNS} (goal 0.02)", f"{moved:.3f}"
                yield f"INP of {page}, median of {RUNS} (goal 100 ms)", f"{slowest:.0f} ms"
        browser.close()


def _paints(browser: Browser, base: str, path: str, person: server.Visitor) -> tuple[float, float]:
    """Return the median largest contentful paint without and with the static files in the cache, in ms."""
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(RUNS):
        context = _signed_in(browser, base, path, person)
        page = _slow_page(context)
        for times in (cold, warm):
            page.goto(base + path, wait_until="load")
            times.append(page.evaluate(_LCP))
        context.close()
    return statistics.median(cold), statistics.median(warm)


def _calm(browser: Browser, base: str, path: str, person: server.Visitor) -> dict[str, float]:
    """Return the blocking time, the shift of the layout and the slowest answer to a click or a key."""
    context = _signed_in(browser, base, path, person)
    context.add_init_script(_WATCH)
    page = _slow_page(context)
    page.goto(base + path, wait_until="load")
    boxes = page.locator("main input:is([type=radio], [type=email], [type=text])")
    for box in boxes.all()[:4]:
        box.click()
    page.keyboard.press("Tab")
    calm: dict[str, float] = page.evaluate(_CALM)
    context.close()
    return calm


def _signed_in(browser: Browser, base: str, path: str, person: server.Visitor) -> BrowserContext:
    """Return a phone's browser in which the person is signed in, unless it is about signing in."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    if path != "/sign-in":
        key, _, value = person.cookie.partition("=")
        context.add_cookies([{"name": key, "value": value, "url": base}])
    return context


def _slow_page(context: BrowserContext) -> Page:
    """Return a new page behind 400 ms and 400 kbit/s on a machine four times slower."""
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": 50000, "uploadThroughput": 50000},
    )
    client.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return page
