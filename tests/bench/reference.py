"""The yardstick: a bare Flask view in the same server that does the same kind of work and nothing else.

It reads a signed cookie, makes three SQLite reads and renders a page of 18 kB. On POST it upserts one row too,
and renders the page (`/page`) or leaves it out (`/save`).
"""

from __future__ import annotations

import os
import sqlite3
import threading

import pysqlite3.dbapi2
from flask import Flask, render_template_string, request, session

PATH = os.environ.get("REFERENCE_DATABASE", "")
TEMPLATE = """<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>
{% for row in rows %}<p class="row">{{ row[0] }}: {{ row[1] }}</p>
{% endfor %}"""
_local = threading.local()

app = Flask(__name__)
app.secret_key = "a yardstick has no secrets"
app.jinja_env.auto_reload = False


def connection() -> sqlite3.Connection:
    """Return this thread's connection."""
    if not hasattr(_local, "connection"):
        made = pysqlite3.dbapi2.connect(PATH, isolation_level=None, timeout=5)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            made.execute(f"PRAGMA {pragma}")
        _local.connection = made
    found: sqlite3.Connection = _local.connection
    return found


def make_database(path: str) -> None:
    """Make the tables that the views use."""
    made = pysqlite3.dbapi2.connect(path, isolation_level=None)
    made.execute("CREATE TABLE reading (id INTEGER PRIMARY KEY, word TEXT, text TEXT)")
    made.execute("CREATE TABLE saved (person INTEGER PRIMARY KEY, answer TEXT)")
    made.executemany(
        "INSERT INTO reading VALUES (?, ?, ?)",
        [(i, f"word {i}", "measured in one run " * 9) for i in range(80)],
    )
    made.close()


@app.get("/sign-in")
def sign_in() -> str:
    """Give the caller a signed cookie."""
    session["person"] = int(request.args["person"])
    return "signed in"


def read() -> tuple[int, list[tuple[str, str]]]:
    """Return who the cookie names and the rows of the page, in three reads."""
    person = session["person"]
    db = connection()
    db.execute("SELECT answer FROM saved WHERE person = ?", (person,)).fetchone()
    db.execute("SELECT count(*) FROM reading").fetchone()
    return person, db.execute("SELECT word, text FROM reading ORDER BY id").fetchall()


@app.get("/page")
def page() -> str:
    """Read the cookie, make three reads and render 18 kB."""
    person, rows = read()
    return render_template_string(TEMPLATE, title=f"Page of {person}", rows=rows)


@app.post("/page")
def save_and_show() -> str:
    """Read the cookie, make three reads, upsert one row, commit and render 18 kB."""
    person, rows = read()
    upsert(person)
    return render_template_string(TEMPLATE, title=f"Page of {person}", rows=rows)


@app.post("/save")
def save() -> str:
    """Read the cookie, make three reads, upsert one row and commit."""
    person, _rows = read()
    upsert(person)
    return "saved"


def upsert(person: int) -> None:
    """Keep what was posted, and commit."""
    connection().execute(
        "INSERT INTO saved VALUES (?, ?) ON CONFLICT (person) DO UPDATE SET answer = excluded.answer",
        (person, request.form["answer"]),
    )
