"""What the views of questionnaires share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("questionnaires", "studyvisit.questionnaires", template_folder="templates")
