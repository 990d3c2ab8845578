"""What every page must pass in a browser, as questions to the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

_AXE = (Path(axe_playwright_python.__file__).with_name("axe.min.js")).read_text(encoding="utf-8")
_RUN = """(rules) => axe.run(
  document, { resultTypes: ["violations"], ...(rules && { runOnly: rules }) }
).then((found) => found.violations.map(
    (rule) => `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`))"""
_SIDEWAYS = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const inside = (element) => element.parentElement?.closest(".table-scroll, pre");
  return [...document.querySelectorAll("body *")]
    .filter((element) => !inside(element) && (element.getBoundingClientRect().right > root.clientWidth + 1
      || element.getBoundingClientRect().left < -1) && getComputedStyle(element).position !== "absolute")
    .slice(0, 5).map((element) => element.outerHTML.slice(0, 120)).concat([`${root.scrollWidth} px wide`]);
}"""
_AS_SENT = """() => new Promise((resolve, reject) => {
  const said = (sent) => {
    sent.querySelectorAll("input[type=hidden]").forEach((input) => input.removeAttribute("value"));
    return sent.documentElement.outerHTML;
  };
  const request = new XMLHttpRequest();
  request.open("GET", location.href);
  request.responseType = "document";
  request.onload = () => resolve(!document.querySelector("noscript")
    && said(request.response) === said(document.cloneNode(true)));
  request.onerror = reject;
  request.send();
})"""
_THIN_OUT = """(most) => {
  const said = ["class", "type", "role", "scope", "lang", "dir", "colspan", "headers"];
  const shape = (element) => [
    element.localName,
    ...[...element.attributes].map((one) => `${one.name}=${said.includes(one.name) ? one.value : !one.value}`).sort(),
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
    ...[...element.children].map(shape),
  ].join("<");
  let gone = 0;
  for (const parent of document.querySelectorAll("body *")) {
    const counted = new Map();
    for (const child of [...parent.children].filter((one) => !/^H[1-6]$/.test(one.tagName))) {
      const key = shape(child), seen = (counted.get(key) ?? 0) + 1;
      counted.set(key, seen);
      if (seen > most) { gone += child.querySelectorAll("*").length + 1; child.remove(); }
    }
  }
  return gone;
}"""
_SMALL = """() => [...document.querySelectorAll("button, .button, select, summary, nav a, input")]
  .filter((element) => element.type !== "hidden" && element.getClientRects().length)
  .map((element) => [element.closest("label") || element, element])
  .filter(([target]) => target.getBoundingClientRect().height < 43.5)
  .map(([target]) => `${Math.round(target.getBoundingClientRect().height)} px: ${target.outerHTML.slice(0, 100)}`)"""


def load_axe(page: Page) -> None:
    """Put axe into the page; a script from outside, which the policy of the page does not hold for.

    Half a megabyte goes straight to the browser: `page.evaluate` would wrap it and take twice as long.
    """
    tools = page.context.new_cdp_session(page)
    said = tools.send("Runtime.evaluate", {"expression": f"{_AXE};typeof axe.run"})
    tools.detach()
    assert said["result"]["value"] == "function", said


def axe_finds(page: Page, *rules: str) -> list[str]:
    """Return what axe finds wrong, by these rules or by all; load it first."""
    found: list[str] = page.evaluate(_RUN, list(rules) or None)
    return found


def thin_out(page: Page, most: int = 3) -> int:
    """Leave of neighbours of one shape, such as rows, the first few; return how many elements went.

    A shape is the tags, classes, names of attributes, and whether there are words. What axe says of five hundred
    cells that differ in their words alone it says of the first, and it takes seconds to say it of all.
    """
    gone: int = page.evaluate(_THIN_OUT, most)
    return gone


def is_as_sent(page: Page) -> bool:
    """Return whether the document is what the server sends, and no script has changed it since.

    Asks for it again, into a document that runs no scripts; tokens and keys are new in every answer.
    """
    return bool(page.evaluate(_AS_SENT))


def scrolls_sideways(page: Page) -> list[str]:
    """Return the elements that make a page wider than its window."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def small_targets(page: Page) -> list[str]:
    """Return what is to be clicked and lower than 44 px."""
    found: list[str] = page.evaluate(_SMALL)
    return found


def focused(page: Page) -> dict[str, Any]:
    """Return what has the focus: its tag, words, and whether one sees that it has it."""
    found: dict[str, Any] = page.evaluate("""() => {
      const element = document.activeElement, box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return {
        tag: element.tagName.toLowerCase(), id: element.id, name: element.name || "", value: element.value || "",
        words: (element.innerText || "").trim(),
        is_shown: element.matches(":focus-visible") && style.outlineStyle !== "none"
          && parseFloat(style.outlineWidth) >= 2,
        is_in_view: box.bottom > 0 && box.top < innerHeight && box.width > 0,
      };
    }""")
    return found
