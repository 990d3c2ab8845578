"""The headers that answers carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def init_app(app: Flask, *, https: bool) -> None:
    """Add security headers, and forbid storing what says nothing about caching.

    What a browser shows as a page gets the rules for pages. The receipt of a save and the way to the next
    page are never shown; with those rules they would be half as large again.
    """

    @app.after_request
    def add_headers(response: Response) -> Response:
        if response.status_code == 304:
            return response  # the browser keeps the page's own headers; sending them again costs more than the answer
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        if "Location" in headers:
            response.set_data(b"")  # a browser goes on without reading the page that Flask puts here
        elif response.mimetype == "text/html":
            headers.setdefault("Content-Security-Policy", _POLICY)
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response

    app.wsgi_app = _without_vary(app.wsgi_app)  # type: ignore[assignment, method-assign]


def _without_vary(inner: WSGIApplication) -> WSGIApplication:
    """Take `Vary` from what nobody may store: it speaks to caches alone, and each answer pays for it."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            if ("Cache-Control", "no-store") in headers:
                headers = [header for header in headers if header[0] != "Vary"]
            return start_response(status, headers, *error)

        return inner(environ, cast("StartResponse", start))

    return answer
