"""Every component on one page, for those who build pages and for the accessibility gates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from studyvisit.web.access import Access, access
from studyvisit.web.pages import Crumb, Page

blueprint = Blueprint("gallery", __name__)


@dataclass(frozen=True, kw_only=True)
class GalleryPage(Page):
    """The components, each in its states."""

    template: ClassVar[str] = "web/gallery.html"

    crumbs: tuple[Crumb, ...]


@blueprint.get("/gallery")
@access(Access.STAFF)
def gallery() -> ResponseReturnValue:
    """Show every component."""
    return GalleryPage(title=_("Gallery of components"), crumbs=(Crumb(_("Home"), "/"),)).render()
