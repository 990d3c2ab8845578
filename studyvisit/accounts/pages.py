"""The pages of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from studyvisit.accounts.forms import (
    ConfirmForm,
    EmailForm,
    GrantForm,
    InvitationForm,
    InviteForm,
    NewPasswordForm,
    PasswordForm,
    ProfileForm,
    ResetRequestForm,
    SignInForm,
)
from studyvisit.accounts.queries import Person
from studyvisit.actor import Role
from studyvisit.web.pages import Crumb, FormPage, Page


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """Where everyone comes in; `demo_people` is empty but in demo mode.

    `notice` says why a person was signed out; `kept` holds, signed, what they had typed then.
    """

    template: ClassVar[str] = "accounts/sign_in.html"

    form: SignInForm
    notice: str
    next_path: str
    kept: str
    demo_people: tuple[tuple[str, str], ...]
    demo_password: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A text that somebody wrote, with the name of its field where that says something to a person."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class SendAgainPage(Page):
    """What was posted when the session had ended, to be sent now.

    `fields` are sent as they came; of them `typed` is what a person wrote and `chosen` how many they ticked.
    """

    template: ClassVar[str] = "accounts/send_again.html"

    explanation: str
    path: str
    fields: tuple[tuple[str, str], ...]
    typed: tuple[Typed, ...]
    chosen: int


@dataclass(frozen=True, kw_only=True)
class NotSentPage(Page):
    """What was posted by a browser that nobody is signed in with, to be copied before it is lost."""

    template: ClassVar[str] = "accounts/not_sent.html"

    explanation: str
    typed: tuple[Typed, ...]
    chosen: int


@dataclass(frozen=True, kw_only=True)
class LinkGonePage(Page):
    """A link from an e-mail that works no more, and what to do instead: `way` in words, leading to `way_url`."""

    template: ClassVar[str] = "accounts/link_gone.html"

    explanation: str
    way: str
    way_url: str


@dataclass(frozen=True, kw_only=True)
class InvitationPage(FormPage):
    """Where an invited person chooses a password."""

    template: ClassVar[str] = "accounts/invitation.html"

    form: InvitationForm
    email: str


@dataclass(frozen=True, kw_only=True)
class ResetRequestPage(FormPage):
    """Where to ask for a link."""

    template: ClassVar[str] = "accounts/reset_request.html"

    form: ResetRequestForm


@dataclass(frozen=True, kw_only=True)
class ResetSentPage(Page):
    """What to expect, the same for everybody."""

    template: ClassVar[str] = "accounts/reset_sent.html"

    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class ResetPage(FormPage):
    """Where a reset link leads."""

    template: ClassVar[str] = "accounts/reset.html"

    form: NewPasswordForm
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One place where a person is signed in, in words."""

    id: UUID
    words: str
    since: datetime
    is_this: bool


@dataclass(frozen=True, kw_only=True)
class ProfilePage(Page):
    """What a person tells about themselves, and where they are signed in."""

    template: ClassVar[str] = "accounts/profile.html"

    form: ProfileForm
    email: str
    institutions: Sequence[str]
    devices: tuple[Device, ...]


@dataclass(frozen=True, kw_only=True)
class PasswordPage(FormPage):
    """Where a person changes their password."""

    template: ClassVar[str] = "accounts/password.html"

    form: PasswordForm
    email: str


@dataclass(frozen=True, kw_only=True)
class EmailPage(FormPage):
    """Where a person changes the address they sign in with."""

    template: ClassVar[str] = "accounts/email.html"

    form: EmailForm
    email: str


@dataclass(frozen=True, kw_only=True)
class ConfirmEmailPage(FormPage):
    """Where the link to a new address leads: whose account it is to belong to."""

    template: ClassVar[str] = "accounts/confirm_email.html"

    form: ConfirmForm
    name: str
    new_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person in the list."""

    person: Person
    roles: str
    status: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everyone with an account, or those whom a filter finds."""

    template: ClassVar[str] = "accounts/people.html"

    rows: tuple[PersonRow, ...]
    total: int
    first: int
    term: str
    roles: tuple[Choice, ...]
    statuses: tuple[Choice, ...]
    is_filtered: bool
    previous_url: str
    next_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role in words, and as it is withdrawn."""

    words: str
    role: Role
    programme: str


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """One person, and what an administrator can do about their account."""

    template: ClassVar[str] = "accounts/person.html"

    crumbs: tuple[Crumb, ...]
    person: Person
    status: str
    is_self: bool
    is_invited: bool
    is_suspended: bool
    invited_at: datetime | None
    invitation_ends_at: datetime | None
    invitation_is_open: bool
    roles: tuple[HeldRole, ...]
    form: GrantForm


@dataclass(frozen=True, kw_only=True)
class InvitePage(FormPage):
    """Where an administrator invites somebody."""

    template: ClassVar[str] = "accounts/invite.html"

    form: InviteForm
    role_hints: dict[str, str]
