"""What people do with their accounts, and administrators with those of others."""

from studyvisit.accounts.services.demo import ensure_demo_people
from studyvisit.accounts.services.email_change import ask_for_email_change, change_email
from studyvisit.accounts.services.links import (
    AlreadyActive,
    EmailTaken,
    accept_invitation,
    ask_for_reset,
    forget_links,
    invite,
    invite_again,
    reset_password,
)
from studyvisit.accounts.services.passwords import hash_password, is_password, needs_rehash, weakness_of
from studyvisit.accounts.services.people import OwnAccount, grant_role, restore, suspend, withdraw_role
from studyvisit.accounts.services.profile import change_password, update_profile
from studyvisit.accounts.services.sessions import (
    end_other_sessions,
    end_session,
    end_session_of_token,
    end_sessions,
    forget_sessions,
    forget_tries,
    note_try,
    start_session,
)

__all__ = [
    "AlreadyActive",
    "EmailTaken",
    "OwnAccount",
    "accept_invitation",
    "ask_for_email_change",
    "ask_for_reset",
    "change_email",
    "change_password",
    "end_other_sessions",
    "end_session",
    "end_session_of_token",
    "end_sessions",
    "ensure_demo_people",
    "forget_links",
    "forget_sessions",
    "forget_tries",
    "grant_role",
    "hash_password",
    "invite",
    "invite_again",
    "is_password",
    "needs_rehash",
    "note_try",
    "reset_password",
    "restore",
    "start_session",
    "suspend",
    "update_profile",
    "weakness_of",
    "withdraw_role",
]
