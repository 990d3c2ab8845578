"""Static files: named by their content, compressed once at start, cached by browsers for ever."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

SOURCE = Path(__file__).with_name("static")
_versions: dict[str, str] = {}


def init_app(app: Flask, instance: Path) -> None:
    """Build the static files under the instance folder and serve them from `/static/`."""
    target = instance / "static"
    names = build(SOURCE, target)
    _versions.update(names)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{names[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=target,
        prefix="static/",
        immutable_file_test=lambda path, url: True,
        charset="utf-8",
    )


def version() -> str:
    """Return a text that changes whenever a static file does."""
    return "".join(_versions.values())


def build(source: Path, target: Path) -> dict[str, str]:
    """Copy each file of `source` to `target` under a name with its hash, with .br and .gz beside it.

    Return the new name of each file. `app-print.css` is written apart and sent as the end of `app.css`, in one
    answer, and so is `save-steps.js`; `paper.css`, which shows on a screen how pages look on paper, is made of
    `app.css`. Safe to run in several processes at once.
    """
    target.mkdir(parents=True, exist_ok=True)
    names = {}
    files = {path.name: whole(path) for path in source.iterdir() if "-" not in path.stem}
    files["paper.css"] = _on_paper(files["app.css"])
    for plain, content in sorted(files.items()):
        path = Path(plain)
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        names[plain] = name
        _write_once(target / f"{name}.br", brotli.compress, content)
        _write_once(target / f"{name}.gz", partial(gzip.compress, mtime=0), content)
        _write_once(target / name, bytes, content)
    return names


def whole(path: Path) -> bytes:
    """Return a file with the parts that are written apart: those whose name begins with its own and a hyphen."""
    return b"".join(
        part.read_bytes() for part in (path, *sorted(path.parent.glob(f"{path.stem}-*{path.suffix}")))
    )


def _on_paper(content: bytes) -> bytes:
    return re.sub(rb"@page\s*\{[^}]*\}", b"", content).replace(b"@media print", b"@media all")


def _write_once(path: Path, encode: Callable[[bytes], bytes], content: bytes) -> None:
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(encode(content))
    part.replace(path)
