"""What a person may write on. Everything in the studio is loaded through this."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.actor import Actor, Role
from studyvisit.curriculum.source import UnitKind
from studyvisit.library.queries import Shelf
from studyvisit.studio.models import Draft


@dataclass(frozen=True, slots=True)
class Scope:
    """The units that a person may write on; `units` is None for who may write on all of them."""

    units: frozenset[tuple[str, str]] | None

    def holds(self, kind: str, slug: str) -> bool:
        """Return whether a unit may be written on."""
        return self.units is None or (kind, slug) in self.units

    @property
    def is_whole(self) -> bool:
        """Return whether every unit may be written on, the list of competencies too."""
        return self.units is None


def editable_units(session: Session, actor: Actor, shelf: Shelf) -> Scope:
    """Return what a person may write on.

    Trainers and administrators of every programme may write on everything; those of some programmes on these,
    their modules and forms, and what they began themselves and nobody has published yet.
    """
    programmes = actor.programmes_as(Role.TRAINER, Role.ADMINISTRATOR)
    if programmes is None:
        return Scope(None)
    units: set[tuple[str, str]] = set()
    for slug in programmes & frozenset(shelf.slugs(UnitKind.PROGRAMME)):
        programme = shelf.programme(slug).content
        units.add((UnitKind.PROGRAMME, slug))
        units |= {(UnitKind.MODULE, module) for module in programme.modules}
        units |= {(UnitKind.QUESTIONNAIRE, form) for form in programme.questionnaires}
    if programmes:
        begun = session.execute(
            select(Draft.kind, Draft.slug).where(
                Draft.created_by_id == actor.user_id, Draft.base_revision_id.is_(None)
            )
        )
        units |= {(kind, slug) for kind, slug in begun}
    return Scope(frozenset(units))
