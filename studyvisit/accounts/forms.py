"""What people type about their accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from studyvisit.accounts import rules
from studyvisit.accounts.rules import PositionLevel, Sex, Status
from studyvisit.accounts.services import weakness_of
from studyvisit.actor import Grant, Role

LONGEST_LINE = 200
_ENTER_EMAIL = _l("Enter your e-mail address.")


def role_words() -> dict[Role, str]:
    """Return the names of the roles."""
    return {
        Role.PARTICIPANT: _("Participant"),
        Role.TRAINER: _("Trainer"),
        Role.REVIEWER: _("Reviewer"),
        Role.ADMINISTRATOR: _("Administrator"),
    }


def status_words() -> dict[Status, str]:
    """Return the names of the states of an account."""
    return {
        Status.INVITED: _("Invited"),
        Status.ACTIVE: _("Active"),
        Status.SUSPENDED: _("Suspended"),
    }


def sex_words() -> dict[Sex, str]:
    """Return what a person may say, in words."""
    return {
        Sex.FEMALE: _("Female"),
        Sex.MALE: _("Male"),
        Sex.OTHER: _("Other"),
        Sex.UNDISCLOSED: _("Prefer not to say"),
    }


def position_level_words() -> dict[PositionLevel, str]:
    """Return the levels that people work at, in words."""
    return {
        PositionLevel.HEAD: _("Minister, head or deputy head of an institution"),
        PositionLevel.SENIOR: _("Senior management: directors and heads of department"),
        PositionLevel.MIDDLE: _("Middle management: heads of division, unit or team"),
        PositionLevel.PROFESSIONAL: _("Professional or technical staff"),
        PositionLevel.SUPPORT: _("Administrative or support staff"),
        PositionLevel.OTHER: _("Other"),
    }


def weakness_words(code: str) -> str:
    """Return what is wrong with a new password and how to mend it."""
    words = {
        "too-short": _(
            "Use at least %(least)s characters. Three or four unrelated words are easy to remember.",
            least=rules.SHORTEST_PASSWORD,
        ),
        "too-long": _("Use at most %(most)s characters.", most=rules.LONGEST_PASSWORD),
        "own-name": _("Leave your own name and e-mail address out of your password."),
        "common": _("This is one of the passwords that are tried first. Choose one of your own."),
        "like-common": _(
            "This is close to a password that many people use. Add words that belong to you alone."
        ),
        "one-word": _("One word by itself is easy to guess. Put three or four together."),
        "name": _("Names are easy to guess. Add words that have nothing to do with them."),
        "keys": _("Keys that lie side by side are easy to guess. Use words instead."),
        "repeats": _("Repetition is easy to guess. Use different words."),
        "sequence": _("Sequences such as abc or 6543 are easy to guess. Use words instead."),
        "date": _("Years and dates are easy to guess. Use words instead."),
        "guessable": _(
            "This is too easy to guess. Add one or two more words that have nothing to do with the rest."
        ),
    }
    return words[code]


def _tidy(value: str | None) -> str:
    return rules.tidy(value or "")


def _folded(value: str | None) -> str:
    return (value or "").strip().casefold()


def _an_address(form: Form, field: Field) -> None:
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(_("Enter an e-mail address in the form name@example.org.")) from None


def _length(most: int = LONGEST_LINE) -> Length:
    return Length(max=most, message=_l("Shorten this to %(max)d characters or fewer."))


class NewPassword(PasswordField):
    """A field for a new password; the form's `own` are words of its owner's that must not be in it."""

    def pre_validate(self, form: Any) -> None:
        """Refuse a weak password in words."""
        if not self.data:
            raise ValidationError(_("Enter a new password."))
        weakness = weakness_of(self.data, form.own)
        if weakness is not None:
            raise ValidationError(weakness_words(weakness))


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail and password."""

    email = StringField(_l("E-mail"), [DataRequired(_ENTER_EMAIL), _length(320)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password."))])


class ResetRequestForm(FlaskForm):  # type: ignore[misc]
    """The address to send a link to."""

    email = StringField(_l("E-mail"), [DataRequired(_ENTER_EMAIL), _an_address], filters=[_folded])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password, typed once: whoever mistypes it asks for a new link."""

    own: tuple[str, ...] = ()

    password = NewPassword(_l("New password"))


class InvitationForm(NewPasswordForm):
    """What an invited person tells first."""

    name = StringField(
        _l("Your name"),
        [
            DataRequired(_l("Enter your name as it should stand on your certificate.")),
            _length(rules.LONGEST_NAME),
        ],
        filters=[_tidy],
    )
    password = NewPassword(_l("Password"))


class PasswordForm(NewPasswordForm):
    """A new password, with the one in use to prove who is typing."""

    current = PasswordField(_l("Current password"), [InputRequired(_l("Enter your current password."))])
    password = NewPassword(_l("New password"))


class EmailForm(FlaskForm):  # type: ignore[misc]
    """A new address, with the password to prove who is typing."""

    email = StringField(
        _l("New e-mail"),
        [DataRequired(_l("Enter your new e-mail address.")), _an_address],
        filters=[_folded],
    )
    current = PasswordField(_l("Current password"), [InputRequired(_l("Enter your current password."))])


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Nothing but a yes: the button that was pressed."""

    button = HiddenField(validators=[DataRequired(_l("Press the button to confirm."))])


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What a person tells about themselves."""

    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Enter your name as it should stand on your certificate.")),
            _length(rules.LONGEST_NAME),
        ],
        filters=[_tidy],
    )
    country = SelectField(_l("Country"))
    institution = StringField(_l("Institution"), [_length()], filters=[_tidy])
    position = StringField(_l("Position"), [_length()], filters=[_tidy])
    position_level = SelectField(_l("Level of your position"), [Optional()])
    sex = RadioField(_l("Sex"), [Optional()])
    language = SelectField(_l("Language"))
    timezone = SelectField(_l("Time zone"))

    def offer(
        self,
        *,
        countries: Iterable[tuple[str, str]],
        languages: Iterable[tuple[str, str]],
        zones: dict[str, list[tuple[str, str]]],
    ) -> None:
        """Fill in what can be chosen, as pairs of value and words."""
        self.country.choices = [("", _("Choose a country")), *countries]
        self.language.choices = list(languages)
        self.timezone.choices = zones
        self.sex.choices = [(str(sex), words) for sex, words in sex_words().items()]
        levels = ((str(level), words) for level, words in position_level_words().items())
        self.position_level.choices = [("", _("Not stated")), *levels]
        for field in (self.country, self.language, self.timezone):
            field.validate_choice = True

    def validate_institution(self, field: Field) -> None:
        """Ask for the country of an institution: the same ministry is many."""
        if field.data and not self.country.data:
            raise ValidationError(_("Choose the country of your institution as well."))


class GrantForm(FlaskForm):  # type: ignore[misc]
    """A role, everywhere or in one programme."""

    role = SelectField(_l("Role"), [DataRequired(_l("Choose a role."))])
    programme = SelectField(_l("Programme"))

    def offer(self, programmes: Mapping[str, str], roles: Iterable[Role] = rules.GRANTABLE) -> None:
        """Fill in the roles that can be chosen, and the titles of the programmes by slug."""
        words = role_words()
        self.role.choices = [(str(role), words[role]) for role in roles]
        self.programme.choices = [("", _("Every programme")), *programmes.items()]

    @property
    def grant(self) -> Grant:
        """Return the role as typed."""
        return Grant(Role(self.role.data), self.programme.data or None)


class InviteForm(GrantForm):
    """Whom to invite, and as what."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Enter the person's name.")), _length(rules.LONGEST_NAME)],
        filters=[_tidy],
    )
    email = StringField(
        _l("E-mail"),
        [DataRequired(_l("Enter the person's e-mail address.")), _an_address],
        filters=[_folded],
    )
    role = RadioField(_l("Role"), [DataRequired(_l("Choose a role."))])
    language = SelectField(_l("Language of the invitation"))
