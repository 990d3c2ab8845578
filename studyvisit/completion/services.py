"""Issuing certificates and taking them back."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from studyvisit.accounts.rules import tidy
from studyvisit.audit.services import record
from studyvisit.completion import queries, rules
from studyvisit.completion.models import Certificate, Completion
from studyvisit.completion.rules import Step
from studyvisit.curriculum.content import Module, Programme
from studyvisit.errors import Conflict, NotFound
from studyvisit.library.queries import Published
from studyvisit.programmes.models import Enrolment
from studyvisit.programmes.rules import Milestone
from studyvisit.programmes.services import lose_certificate, reach


class NotComplete(Conflict):
    """A certificate was asked for before the module was complete."""

    code: ClassVar[str] = "not-complete"


class RevokedForGood(Conflict):
    """The certificate was revoked, and another may not be claimed."""

    code: ClassVar[str] = "revoked-for-good"


def issue_certificate(
    session: Session,
    *,
    enrolment_id: UUID,
    module: Published[Module],
    programme: Programme,
    programme_note: str,
    name: str,
    now: datetime,
) -> str:
    """Issue the certificate of a completed module and return its code; the one that stands, if any.

    After one was revoked that may be replaced, another rests on the same completion.
    Everything on it is frozen: the `name`, the titles, the note on when and where, the revision.
    Raises NotComplete, and RevokedForGood.
    """
    # Two requests at once come one after the other here, and the second finds the first one's certificate.
    enrolment = session.get_one(Enrolment, enrolment_id, with_for_update=True)
    slug = module.content.slug
    issued = queries.certificate_at(session, enrolment_id, slug)
    if issued is not None:
        return issued.code
    trace = queries.traces_of(session, enrolment.user_id).get((enrolment_id, slug), queries.Trace())
    if trace.certificate_is_lost:
        raise RevokedForGood
    if any(
        step is not Step.CERTIFICATE for step in rules.missing(queries.evidence_of(module.content, trace))
    ):
        raise NotComplete
    completion = _complete(session, enrolment_id, module)
    certificate = Certificate(
        completion_id=completion.id,
        code=rules.code_of("".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))),
        name=tidy(name),
        programme_title=programme.title,
        programme_note=programme_note,
        module_title=module.content.title,
        revision_label=f"{module.number} ({module.sha256[:8]})",
        issued_at=now,
    )
    session.add(certificate)
    session.flush()
    record(
        session,
        actor_id=enrolment.user_id,
        action="certificate.issued",
        subject_kind="certificate",
        subject_id=certificate.id,
        now=now,
        enrolment=str(enrolment_id),
        module=slug,
    )
    reach(
        session,
        enrolment_id=enrolment_id,
        module_slug=slug,
        modules=programme.modules,
        milestone=Milestone.CERTIFIED,
        now=now,
    )
    return certificate.code


def revoke_certificate(
    session: Session, *, code: str, reason: str, may_be_replaced: bool, revoked_by_id: UUID, now: datetime
) -> None:
    """Take a certificate back and say why; it stays, and who checks it reads the reason.

    Its owner can claim another only if it `may_be_replaced`: a misspelt name is mended so, a fraud is not.
    Reports count the person as certified no longer. One that was revoked before keeps its first reason.
    Raises NotFound.
    """
    certificate = session.scalar(select(Certificate).where(Certificate.code == code).with_for_update())
    if certificate is None:
        raise NotFound
    if certificate.revoked_at is not None:
        return
    certificate.revoked_at, certificate.revoked_reason = now, reason
    certificate.revoked_by_id = revoked_by_id
    certificate.may_be_replaced = may_be_replaced
    completion = session.get_one(Completion, certificate.completion_id)
    lose_certificate(session, enrolment_id=completion.enrolment_id, module_slug=completion.module_slug)
    record(
        session,
        actor_id=revoked_by_id,
        action="certificate.revoked",
        subject_kind="certificate",
        subject_id=certificate.id,
        now=now,
        reason=reason,
        may_be_replaced=may_be_replaced,
    )


def _complete(session: Session, enrolment_id: UUID, module: Published[Module]) -> Completion:
    completion = session.scalar(
        select(Completion).where(
            Completion.enrolment_id == enrolment_id, Completion.module_slug == module.content.slug
        )
    )
    if completion is not None:
        return completion
    proof = queries.proof_of(session, enrolment_id, module.content.slug)
    completion = Completion(
        enrolment_id=enrolment_id,
        module_slug=module.content.slug,
        revision_id=module.revision_id,
        completed_at=proof.completed_at,
        evidence=proof.document,
    )
    session.add(completion)
    session.flush()
    return completion
