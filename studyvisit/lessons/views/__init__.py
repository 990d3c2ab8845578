"""Reading lessons, and what is said of them."""

from studyvisit.lessons.views import notes, reading
from studyvisit.lessons.views.base import blueprint

__all__ = ["blueprint", "notes", "reading"]
