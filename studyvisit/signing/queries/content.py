"""Which content a report of a programme rests on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from studyvisit.library.queries import Shelf


def content_behind(session: Session, programme: str) -> dict[str, str]:
    """Return the SHA-256 of what is published of a programme: its own, its modules', its questionnaires'.

    By kind and slug, such as "module/measuring-e-government".
    """
    shelf = Shelf(session)
    published = shelf.programme(programme)
    found = {f"programme/{programme}": published.sha256}
    found |= {f"module/{one.content.slug}": one.sha256 for one in shelf.modules_of(published.content)}
    ratings = published.content.self_assessment
    for slug in published.content.questionnaires:
        one = shelf.questionnaire(slug) if slug == ratings else shelf.feedback_form(slug)
        found[f"questionnaire/{slug}"] = one.sha256
    return found


def signatures_asked(session: Session, programme: str) -> int:
    """Return how many people have to sign a report of a programme."""
    return Shelf(session).programme(programme).content.signatures
