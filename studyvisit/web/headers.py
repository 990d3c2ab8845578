"""The headers that every response carries."""

from __future__ import annotations

from flask import Flask, Response

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def init_app(app: Flask, *, https: bool) -> None:
    """Add security headers to every response, and forbid storing pages that say nothing about caching."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        if response.status_code == 304:
            return response  # the browser keeps the page's own headers; sending them again costs more than the answer
        headers = response.headers
        headers.setdefault("Content-Security-Policy", _POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response
