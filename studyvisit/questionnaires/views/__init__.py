"""Rating oneself: before and after a module, and months after the study visit."""

from studyvisit.questionnaires.views import follow_ups, of_modules
from studyvisit.questionnaires.views.base import blueprint

__all__ = ["blueprint", "follow_ups", "of_modules"]
