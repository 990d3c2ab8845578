"""Signing in, invitations, passwords, the profile and the people."""

from studyvisit.accounts.views import invitations, passwords, people, profile, refused, sign_in
from studyvisit.accounts.views.base import blueprint

__all__ = ["blueprint", "invitations", "passwords", "people", "profile", "refused", "sign_in"]
