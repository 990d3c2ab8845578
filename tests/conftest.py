"""What every test can ask for: an application on a real database, a session, the cast and a client."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.orm import Session

from config import ROOT, Settings
from studyvisit.accounts.models import User
from studyvisit.accounts.services import start_session
from studyvisit.app import create_app
from studyvisit.clock import utc_now
from studyvisit.curriculum.compile import CompiledUnit, compile_tree
from studyvisit.db import begin_write
from studyvisit.extensions import db
from studyvisit.library.services import publish
from tests import postgres, unsaved
from tests.client import PageClient
from tests.excerpt import excerpt
from tests.people import Cast, make_cast
from tests.remembered import remember_passwords

ON_BOTH = ("integration", "web", "faults")
COPY = "studyvisit-test"
remember_passwords()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --soak: the fault tests at full length."""
    parser.addoption("--soak", action="store_true", help="run the fault tests at full length")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run integration and web tests on both databases, but for those that are marked as needing one."""
    if "engine" in metafunc.fixturenames:
        folder = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
        both = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]
        needs_both = folder in ON_BOTH and not metafunc.definition.get_closest_marker("one_database")
        metafunc.parametrize("engine", both if needs_both else both[:1], scope="session", indirect=True)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what was imported: it would look through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@dataclass(frozen=True)
class House:
    """The application on one engine, and the database that each test gets a copy of."""

    settings: Settings
    app: Flask


@pytest.fixture(scope="session")
def houses() -> Iterator[dict[str, House]]:
    """Yield what was built for each engine so far: tests of the two engines may come in any order."""
    built: dict[str, House] = {}
    yield built
    for house in built.values():
        with house.app.app_context():
            db.engine.dispose()


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
def postgres_copy(postgres_address: str) -> Iterator[postgres.Copy]:
    """Yield the database that PostgreSQL tests use one after the other."""
    copy = postgres.Copy(postgres_address, template="template", name=COPY)
    yield copy
    copy.close()


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the content that tests run on; copy it to change something."""
    return excerpt(tmp_path_factory.mktemp("excerpt"))


@pytest.fixture(scope="session")
def units(content: Path) -> tuple[CompiledUnit, ...]:
    """Return that content, compiled once."""
    return compile_tree(content).units


@pytest.fixture(scope="session")
def house(
    engine: str,
    houses: dict[str, House],
    content: Path,
    units: tuple[CompiledUnit, ...],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> House:
    """Return the application, whose template database is migrated and holds the project's own content."""
    if engine not in houses:
        instance = tmp_path_factory.mktemp("instance")
        made = Settings.from_environment(
            {
                "STUDYVISIT_INSTANCE": str(instance),
                "STUDYVISIT_CONTENT": str(content),
                "STUDYVISIT_LANGUAGES": "en,fr,ar",
            }
        )
        url = made.database_url.replace("studyvisit.db", f"{COPY}.db")
        if engine == "postgresql":
            address = request.getfixturevalue("postgres_address")
            postgres.execute(address, "CREATE DATABASE template")
            made = replace(made, database_url=address.format(database="template"))
            url = address.format(database=COPY)
        build_template(made, units)
        houses[engine] = House(made, make_app(replace(made, database_url=url)))
    return houses[engine]


def build_template(settings: Settings, units: tuple[CompiledUnit, ...]) -> None:
    """Migrate the database of these settings and publish the content in it."""
    app = create_app(settings)
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
        begin_write(db.session())
        for unit in units:
            publish(db.session(), unit, published_by_id=None, now=utc_now())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def make_app(settings: Settings) -> Flask:
    """Return an application whose clients read pages."""
    app = create_app(settings)
    app.test_client_class = PageClient
    app.config["TESTING"] = True
    if settings.database_url.startswith("sqlite"):
        with app.app_context():
            event.listen(db.engine, "connect", _keep_in_memory)
    unsaved.watch(app)
    return app


def _keep_in_memory(connection: Any, _record: object) -> None:
    """Wait for no disk: what a test writes need not outlive a failure of the power."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def settings(house: House) -> Settings:
    """Return settings whose database is migrated and holds the project's own content, ready to be copied."""
    return house.settings


@pytest.fixture(scope="session")
def shared_app(house: House) -> Flask:
    """Return the application that tests of one database share; each test gets its own copy of the data."""
    return house.app


@pytest.fixture
def app(
    shared_app: Flask, settings: Settings, engine: str, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """Return the application on a fresh copy of the database."""
    if engine == "sqlite":
        path = settings.instance / f"{COPY}.db"
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        shutil.copyfile(settings.instance / "studyvisit.db", path)
    elif request.getfixturevalue("postgres_copy").put_back():
        with shared_app.app_context():
            db.engine.dispose()  # its connections were to the copy before
    yield shared_app
    with shared_app.app_context():
        db.session.remove()
        if engine == "sqlite":
            db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Return a database session of the test's own; commit before asking the client for a page."""
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as own:
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
