"""What a unit is checked against: everything else that there is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.curriculum.alone import Alone, competencies_in, compile_alone
from studyvisit.curriculum.source import Bundle, UnitKind, digest, load_bundle
from studyvisit.curriculum.writing.front_matter import values_of
from studyvisit.library.models import Publication, Revision
from studyvisit.studio.queries.drafts import Unit

# What a text says does not change, so its check is kept in the process: the editor asks, then the outline.
_MOST_KEPT = 16
_checked: dict[tuple[str, frozenset[tuple[UnitKind, str]], tuple[str, ...]], Alone] = {}


def vocabulary(session: Session) -> Bundle | None:
    """Return the published list of competencies with the facts and figures beside it, or None."""
    return _around(session, UnitKind.MODULE).get((UnitKind.COMPETENCIES, UnitKind.COMPETENCIES.value))


def competencies_for(session: Session, unit: Unit, name: str) -> tuple[tuple[str, str], ...]:
    """Return ids and words of the competencies that a file of a module can name: the module's, or all for itself."""
    words = vocabulary(session)
    known = {one.id: one.statement for one in competencies_in(words)}
    if name != "module.md" and "module.md" in unit.bundle.files:
        named = values_of(unit.bundle.text("module.md")).get("competencies", ())
        return tuple(
            (one, known.get(one, one)) for one in ([named] if isinstance(named, str) else named) if one
        )
    return tuple(known.items())


def checked(session: Session, unit: Unit) -> Alone:
    """Return what a unit publishes as it stands, and its problems."""
    named = frozenset(
        (UnitKind(kind), slug) for kind, slug in session.execute(select(Publication.kind, Publication.slug))
    )
    around = _around(session, unit.kind)
    key = (digest(unit.bundle), named, tuple(sorted(digest(other) for other in around.values())))
    if (known := _checked.get(key)) is None:
        if len(_checked) >= _MOST_KEPT:
            _checked.clear()
        known = _checked[key] = compile_alone(unit.bundle, around, named)
    return known


def _around(session: Session, kind: UnitKind) -> dict[tuple[UnitKind, str], Bundle]:
    """Return what a unit of a kind refers to: the competencies, and for a programme its forms."""
    kinds = [UnitKind.COMPETENCIES]
    if kind is UnitKind.PROGRAMME:
        kinds.append(UnitKind.QUESTIONNAIRE)
    sources = session.scalars(
        select(Revision.source)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.kind.in_([str(one) for one in kinds]))
    )
    bundles = [load_bundle(source) for source in sources]
    return {(bundle.kind, bundle.slug): bundle for bundle in bundles}
