"""Where trainers write, check and publish content, and exchange questions."""

from studyvisit.studio.views import converting, editing, looking, modules, publishing
from studyvisit.studio.views.base import blueprint

__all__ = ["blueprint", "converting", "editing", "looking", "modules", "publishing"]
