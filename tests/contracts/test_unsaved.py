"""The tests' own watch over what is written and never committed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from studyvisit.accounts.models import Institution
from studyvisit.extensions import db
from studyvisit.web.access import Access, access
from tests.conftest import make_app


def test_a_view_that_forgets_to_commit_is_found(app: Flask) -> None:
    @access(Access.PUBLIC)
    def forget() -> ResponseReturnValue:
        db.session().add(Institution(name="Forgotten", country="ET"))
        db.session().flush()
        return "all is well"

    made = make_app(app.config["SETTINGS"])
    made.config["WTF_CSRF_ENABLED"] = False
    made.add_url_rule("/forget", view_func=forget, methods=["POST"])
    with pytest.raises(AssertionError, match="did not commit"):
        made.test_client().post("/forget")
    with made.app_context():
        db.engine.dispose()
