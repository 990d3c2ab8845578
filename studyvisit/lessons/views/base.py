"""What the views about lessons share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("lessons", "studyvisit.lessons", template_folder="templates")
