"""Who may use which endpoint. Every view declares a rule, or the application does not start."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeVar, cast

from flask import Flask, current_app, has_request_context, request
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user
from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from studyvisit.actor import Actor, Role
from studyvisit.db import begin_write
from studyvisit.errors import Forbidden
from studyvisit.extensions import db, login_manager

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access(Enum):
    """The rules an endpoint can declare: the roles of which one is needed, or none.

    A role held in one programme is enough, and views ask in which; but people belong to no programme, and
    whoever looks after them could give themselves any role. That takes the role for every programme.
    """

    PUBLIC = None
    SIGNED_IN = ()
    TRAINER = (Role.TRAINER, Role.ADMINISTRATOR)
    REVIEWER = (Role.REVIEWER, Role.ADMINISTRATOR)
    STAFF = (Role.TRAINER, Role.REVIEWER, Role.ADMINISTRATOR)
    ADMINISTRATOR = (Role.ADMINISTRATOR,)
    ADMINISTRATOR_OF_ALL = "administrator of every programme"

    def allows(self, actor: Actor) -> bool:
        """Return whether a signed-in person may use what declares this rule."""
        if isinstance(self.value, str):
            return actor.programmes_as(Role.ADMINISTRATOR) is None
        return not self.value or any(actor.has_role(role) for role in self.value)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps for a request: the actor, and the token that found them."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """Return what goes into the cookie."""
        return self.token


def access(rule: Access, *, slow_first: bool = False, largest: int = 0) -> Callable[[View], View]:
    """Declare who may use a view.

    A view that is `slow_first` does slow work before it writes, such as checking a password. SQLite has
    one writer at a time, so its transaction begins only when the view calls `start_writing`. One that takes
    files says how many bytes it takes from who is signed in; it has to be `slow_first`.
    """

    def declare(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        view.slow_first = slow_first  # type: ignore[attr-defined]
        view.largest = largest  # type: ignore[attr-defined]
        return view

    return declare


def start_writing() -> Session:
    """Begin the transaction in which a `slow_first` view writes, and return its session.

    What the view read before belongs to an earlier moment: what matters has to be read again.
    """
    session = db.session()
    session.rollback()
    begin_write(session)
    return session


def rule_of(app: Flask, endpoint: str) -> Access | None:
    """Return the rule that an endpoint declares, or None."""
    return cast("Access | None", getattr(app.view_functions[endpoint], "access_rule", None))


def find_actor() -> Actor | None:
    """Return who is asking, or None when nobody is signed in or there is no request."""
    return current_user.actor if has_request_context() and current_user.is_authenticated else None


def current_actor() -> Actor:
    """Return who is asking, on an endpoint that only signed-in people reach."""
    return cast("Actor", current_user.actor)


def init_app(app: Flask) -> None:
    """Check that every endpoint declares a rule, and enforce the rules on every request."""
    undeclared = sorted(endpoint for endpoint in app.view_functions if rule_of(app, endpoint) is None)
    if undeclared:
        raise RuntimeError(f"endpoints without an access rule (add @access): {', '.join(undeclared)}")
    app.url_value_preprocessor(_let_files_in)  # the form is read before anything else asks who it is from
    app.before_request(_guard)


def _let_files_in(endpoint: str | None, _arguments: object) -> None:
    largest = getattr(current_app.view_functions.get(endpoint or ""), "largest", 0)
    if largest and find_actor() is not None:
        request.max_content_length = largest


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None or request.routing_exception is not None:
        return None
    slow_first = getattr(current_app.view_functions[request.endpoint], "slow_first", False)
    if request.method not in SAFE_METHODS and not slow_first:
        begin_write(db.session())
    rule = rule_of(current_app, request.endpoint)
    if rule is None or rule is Access.PUBLIC:
        return None
    actor = find_actor()
    if actor is None:
        return cast("ResponseReturnValue", login_manager.unauthorized())
    if not rule.allows(actor):
        raise Forbidden
    return None


@event.listens_for(Session, "before_flush")
def _reading_never_writes(session: Session, context: UOWTransaction, instances: object) -> None:
    if not has_request_context():
        return
    if request.method in SAFE_METHODS:
        raise RuntimeError(f"{request.method} {request.path} tried to write: {session.new or session.dirty}")
    if not session.connection().get_execution_options().get("writes"):
        raise RuntimeError(f"{request.method} {request.path} writes in a transaction begun for reading")
