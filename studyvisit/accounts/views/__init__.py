"""Signing in, invitations, passwords, the profile and the people."""

from studyvisit.accounts.views import email_change, invitations, passwords, people, profile, refused, sign_in
from studyvisit.accounts.views.base import blueprint

__all__ = ["blueprint", "email_change", "invitations", "passwords", "people", "profile", "refused", "sign_in"]
