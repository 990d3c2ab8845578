"""What every test can ask for: an application on a real database, a session, the cast and a client."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from config import ROOT, Settings
from studyvisit.accounts.models import User
from studyvisit.accounts.services import start_session
from studyvisit.app import create_app
from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import compile_tree
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.services import publish
from tests import postgres
from tests.client import PageClient
from tests.people import Cast, make_cast

ON_BOTH = ("integration", "web")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --soak: the fault tests at full length."""
    parser.addoption("--soak", action="store_true", help="run the fault tests at full length")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run integration and web tests on both databases."""
    if "engine" in metafunc.fixturenames:
        folder = Path(metafunc.definition.path).relative_to(Path(__file__).parent).parts[0]
        both = [
            pytest.param("sqlite"),
            pytest.param("postgresql", marks=[pytest.mark.postgresql, pytest.mark.xdist_group("postgresql")]),
        ]
        metafunc.parametrize(
            "engine", both if folder in ON_BOTH else both[:1], scope="session", indirect=True
        )


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """Return which database the test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start a PostgreSQL cluster; yield its address with a place for the database's name."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip(
            "no PostgreSQL server is installed and it could not be installed (make machine needs root)"
        )
    with postgres.cluster(programs) as address:
        yield address


@pytest.fixture(scope="session")
def settings(
    engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Settings:
    """Return settings whose database is migrated and holds the project's own content, ready to be copied."""
    instance = tmp_path_factory.mktemp("instance")
    made = Settings.from_environment({"STUDYVISIT_INSTANCE": str(instance)})
    if engine == "postgresql":
        address = request.getfixturevalue("postgres_address")
        _run(address, "CREATE DATABASE template")
        made = replace(made, database_url=address.format(database="template"))
    app = create_app(made)
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        begin_write(db.session())
        for unit in compile_tree(made.content).units:
            publish(db.session(), unit, published_by_id=None, now=utc_now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return made


@pytest.fixture(scope="session")
def shared_app(settings: Settings, engine: str) -> Flask:
    """Return the application that tests of one database share; each test gets its own copy of the data."""
    name = "studyvisit-test"
    url = settings.database_url.replace("/template?", f"/{name}?").replace("studyvisit.db", f"{name}.db")
    app = create_app(replace(settings, database_url=url))
    app.test_client_class = PageClient
    app.config["TESTING"] = True
    return app


@pytest.fixture
def app(
    shared_app: Flask, settings: Settings, engine: str, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """Return the application on a fresh copy of the database."""
    with shared_app.app_context():
        db.engine.dispose()
        if engine == "sqlite":
            path = settings.instance / "studyvisit-test.db"
            for leftover in path.parent.glob(f"{path.name}*"):
                leftover.unlink()
            shutil.copyfile(settings.instance / "studyvisit.db", path)
        else:
            address = request.getfixturevalue("postgres_address")
            _run(address, 'DROP DATABASE IF EXISTS "studyvisit-test" WITH (FORCE)')
            _run(address, 'CREATE DATABASE "studyvisit-test" TEMPLATE template')
    yield shared_app
    with shared_app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Return a database session of the test's own; commit before asking the client for a page."""
    with app.app_context():
        with Session(db.engine, expire_on_commit=False) as own:
            yield own


@pytest.fixture
def cast(session: Session) -> Cast:
    """Return the cast, enrolled and committed."""
    return make_cast(session)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """Return a browser without scripts, signed out."""
    made = app.test_client()
    assert isinstance(made, PageClient)
    return made


@pytest.fixture
def client_for(app: Flask, session: Session) -> Callable[[User], PageClient]:
    """Return a function that opens a browser in which a person is signed in."""

    def open_browser(user: User) -> PageClient:
        now = utc_now()
        settings: Settings = app.config["SETTINGS"]
        token = start_session(
            session, user_id=user.id, device="test", lasts=settings.absolute_expiry, now=now
        )
        session.commit()
        browser = app.test_client()
        assert isinstance(browser, PageClient)
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["seen"] = int(now.timestamp())
        return browser

    return open_browser


def _run(address: str, statement: str) -> None:
    engine = create_engine(address.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
