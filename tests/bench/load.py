"""A small load generator: keep-alive connections from one process, every answer read to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What a run of requests gave; latencies in milliseconds."""

    requests: int
    seconds: float
    latencies: tuple[float, ...]
    failures: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Return requests a second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency that this share of requests stayed under."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(port: int, makers: Sequence[Callable[[int], bytes]], seconds: float) -> Load:
    """Send requests for so many seconds, one connection a maker; a maker gives its n-th request."""
    return asyncio.run(_run(port, makers, seconds))


async def _run(port: int, makers: Sequence[Callable[[int], bytes]], seconds: float) -> Load:
    latencies: list[float] = []
    failures: list[str] = []
    started = time.perf_counter()
    until = started + seconds
    await asyncio.gather(*(_connection(port, make, until, latencies, failures) for make in makers))
    return Load(len(latencies), time.perf_counter() - started, tuple(latencies), tuple(failures))


async def _connection(
    port: int, make: Callable[[int], bytes], until: float, latencies: list[float], failures: list[str]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    n = 0
    while (before := time.perf_counter()) < until:
        writer.write(make(n))
        n += 1
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        body = await reader.readexactly(length)
        latencies.append((time.perf_counter() - before) * 1000)
        status = head.split(b" ", 2)[1]
        if status[:1] not in (b"2", b"3"):
            failures.append(f"{status.decode()} {body[:200].decode(errors='replace')}")
        if b"connection: close" in head.lower():
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def get(path: str, cookie: str, encoding: str = "gzip, deflate, br") -> bytes:
    """Return a GET request as a browser would send it."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Accept: text/html\r\nAccept-Encoding: {encoding}\r\n\r\n"
    ).encode()


def post(path: str, cookie: str, body: str) -> bytes:
    """Return a POST request as the save script would send it."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nAccept: application/json\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    ).encode()
