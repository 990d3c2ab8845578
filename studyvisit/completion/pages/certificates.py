"""The pages of certificates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import ClassVar

import segno
from babel.lists import format_list
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from studyvisit.completion.forms import ClaimForm, RevokeForm
from studyvisit.completion.pages import Task
from studyvisit.completion.queries import Issued
from studyvisit.curriculum.content import Programme
from studyvisit.web.pages import Crumb, FormPage, Page


@dataclass(frozen=True, kw_only=True)
class ClaimPage(FormPage):
    """What the certificate will say, and the name on it to confirm."""

    template: ClassVar[str] = "completion/claim.html"

    form: ClaimForm
    module_title: str
    programme_title: str
    programme_note: str
    revision_label: str


@dataclass(frozen=True, kw_only=True)
class NotCompletePage(Page):
    """What is still missing for the certificate."""

    template: ClassVar[str] = "completion/not_complete.html"

    crumbs: tuple[Crumb, ...]
    tasks: tuple[Task, ...]
    module_url: str


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square pattern as the path of an SVG drawing; `size` counts its modules with the quiet border."""

    size: int
    path: str


@dataclass(frozen=True, kw_only=True)
class CertificatePage(Page):
    """A certificate that stands: to read, to print on one sheet and to check."""

    template: ClassVar[str] = "completion/certificate.html"

    certificate: Issued
    address: str
    qr: QrCode
    revoke_url: str


@dataclass(frozen=True, kw_only=True)
class RevokedPage(Page):
    """A certificate that was taken back; `claim_url` leads whose it was to another, "" anyone else."""

    template: ClassVar[str] = "completion/revoked.html"

    code: str
    revoked_at: datetime
    reason: str
    claim_url: str


@dataclass(frozen=True, kw_only=True)
class VerifyPage(Page):
    """Where a code is typed; `typed` was not the code of any certificate."""

    template: ClassVar[str] = "completion/verify.html"

    typed: str
    error: str


@dataclass(frozen=True, kw_only=True)
class RevokePage(FormPage):
    """Where an administrator takes a certificate back."""

    template: ClassVar[str] = "completion/revoke.html"

    certificate: Issued
    form: RevokeForm


def note_of(programme: Programme, starts_on: date, ends_on: date) -> str:
    """Return when, where and by whom a programme was held for a cohort, as a certificate says it."""
    return _(
        "%(first)s to %(last)s, %(place)s. Organised by %(organisers)s.",
        first=format_date(starts_on, "long"),
        last=format_date(ends_on, "long"),
        place=programme.place,
        organisers=format_list(list(programme.organisers), locale=get_locale() or "en"),
    )


def qr_of(address: str) -> QrCode:
    """Return the QR code of an address."""
    border = 4
    rows = segno.make(address, error="m", micro=False).matrix
    path = "".join(
        f"M{border + start} {border + y}.5h{length}"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return QrCode(len(rows) + 2 * border, path)


def _dark_runs(row: Sequence[int]) -> Iterator[tuple[int, int]]:
    at = 0
    for is_dark, run in groupby(row, bool):
        length = len(list(run))
        if is_dark:
            yield at, length
        at += length
