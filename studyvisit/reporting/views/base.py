"""What the views of reports share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reporting", "studyvisit.reporting", template_folder="templates")
