"""The pages of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from studyvisit.accounts.forms import SignInForm
from studyvisit.actor import Role
from studyvisit.web.pages import Page


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """Where everyone comes in; `demo_people` is empty but in demo mode."""

    template: ClassVar[str] = "accounts/sign_in.html"

    form: SignInForm
    next_path: str
    demo_people: tuple[tuple[Role, str, str], ...]
    demo_password: str


@dataclass(frozen=True, kw_only=True)
class ProfilePage(Page):
    """What a person tells about themselves."""

    template: ClassVar[str] = "accounts/profile.html"


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everyone with an account."""

    template: ClassVar[str] = "accounts/people.html"
