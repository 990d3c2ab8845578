"""What the views of questionnaires share."""

from __future__ import annotations

from flask import Blueprint, flash
from flask_babel import gettext as _

blueprint = Blueprint("questionnaires", "studyvisit.questionnaires", template_folder="templates")


def flash_kept(*, is_newer_elsewhere: bool) -> None:
    """Say that what was ticked is kept, or that something newer is."""
    flash(_("Your ratings so far are saved. They are sent only when you press “Send my ratings”."), "ok")
    if is_newer_elsewhere:
        flash(_("A newer rating was saved elsewhere and was kept. Look through your ratings again."), "warn")
