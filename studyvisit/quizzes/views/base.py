"""What the pages about quizzes share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("quizzes", "studyvisit.quizzes", template_folder="templates")
