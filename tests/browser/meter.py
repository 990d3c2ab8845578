"""What goes over the wire, as the browser counts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page


@dataclass
class Meter:
    """The requests of a page and their bytes on the wire, headers and compression included."""

    bytes_by_type: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    is_paused: bool = False
    _types: dict[str, str] = field(default_factory=dict)
    _cached: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Return the bytes of everything."""
        return sum(self.bytes_by_type.values())

    def of(self, kind: str) -> int:
        """Return the bytes of one kind: Document, Stylesheet, Script, Image, Fetch."""
        return self.bytes_by_type.get(kind, 0)

    def reset(self) -> None:
        """Count from nothing again."""
        self.bytes_by_type.clear()
        self.requests.clear()

    def asked(self, event: dict[str, Any]) -> None:
        """Count a redirect on the way."""
        self._types[event["requestId"]] = event.get("type", "Other")
        if "redirectResponse" in event and not self.is_paused:
            self._add(event.get("type", "Other"), event["redirectResponse"]["encodedDataLength"])
            self.requests.append(f"redirect {event['redirectResponse']['url']}")

    def answered(self, event: dict[str, Any]) -> None:
        """Note what came, and whether it came from the cache."""
        if event["response"].get("fromDiskCache") or event["response"].get("fromPrefetchCache"):
            self._cached.add(event["requestId"])
        if event["requestId"] not in self._cached and not self.is_paused:
            self.requests.append(event["response"]["url"])

    def finished(self, event: dict[str, Any]) -> None:
        """Count the bytes."""
        if event["requestId"] not in self._cached:
            self._add(self._types.get(event["requestId"], "Other"), event["encodedDataLength"])

    def from_memory(self, event: dict[str, Any]) -> None:
        """Note what the browser had in memory."""
        self._cached.add(event["requestId"])

    def _add(self, kind: str, size: float) -> None:
        if not self.is_paused:
            self.bytes_by_type[kind] = self.bytes_by_type.get(kind, 0) + int(size)


def meter(page: Page) -> Meter:
    """Start counting what a page asks for."""
    found = Meter()
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.on("Network.requestWillBeSent", found.asked)
    tools.on("Network.responseReceived", found.answered)
    tools.on("Network.loadingFinished", found.finished)
    tools.on("Network.requestServedFromCache", found.from_memory)
    return found
