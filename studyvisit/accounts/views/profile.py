"""The profile: about oneself, one's password, one's devices."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from babel import Locale
from flask import current_app, flash, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from studyvisit.accounts import queries, rules, services
from studyvisit.accounts.forms import PasswordForm, ProfileForm
from studyvisit.accounts.models import User
from studyvisit.accounts.pages import Device, PasswordPage, ProfilePage
from studyvisit.accounts.rules import PositionLevel, Sex
from studyvisit.accounts.views.base import blueprint, is_own_password, new_token, settings, sign_in_with
from studyvisit.clock import utc_now
from studyvisit.extensions import db
from studyvisit.web.access import Access, access, current_actor, start_writing
from studyvisit.web.formats import country_name, language_name
from studyvisit.web.mail import deliver_after
from studyvisit.web.pages import Crumb


@blueprint.route("/profile", methods=["GET", "POST"])
@access(Access.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """Show what a person tells about themselves, and keep what they change."""
    user = queries.profile_of(db.session(), current_actor().user_id)
    form = ProfileForm(data=_known(user))
    form.offer(
        countries=_countries(),
        languages=[(code, language_name(code)) for code in settings().languages],
        zones=_zones(user),
    )
    if form.validate_on_submit():
        return _keep(form)
    country = form.country.data if form.is_submitted() else user.country
    page = ProfilePage(
        title=_("Profile"),
        form=form,
        email=user.email,
        institutions=queries.institutions_in(db.session(), country),
        devices=_devices(),
    )
    return page.render(), 422 if form.errors else 200


@blueprint.route("/profile/password", methods=["GET", "POST"])
@access(Access.SIGNED_IN, slow_first=True)
def password() -> ResponseReturnValue:
    """Change one's password, and sign every other device out."""
    actor = current_actor()
    form = PasswordForm()
    form.own = rules.own_words(actor.name, actor.email)
    status = 200
    if form.validate_on_submit():
        if is_own_password(form.current):
            password_hash = services.hash_password(form.password.data or "")
            session = start_writing()
            services.change_password(
                session, user_id=actor.user_id, password_hash=password_hash, now=utc_now()
            )
            token = new_token(actor.user_id)
            session.commit()
            sign_in_with(token)
            return _done(_("Your password is changed. Every other device was signed out."))
        status = 422
    page = PasswordPage(title=_("Change your password"), form=form, crumbs=_crumbs(), email=actor.email)
    return page.render(), 422 if form.errors else status


@blueprint.post("/profile/devices/sign-out")
@access(Access.SIGNED_IN)
def sign_out_others() -> ResponseReturnValue:
    """Sign every other device out."""
    actor = current_actor()
    services.end_other_sessions(
        db.session(), user_id=actor.user_id, session_id=actor.session_id, now=utc_now()
    )
    db.session.commit()
    flash(_("Every other device was signed out."), "ok")
    return redirect(url_for(".profile", _anchor="devices"))


@blueprint.post("/profile/devices/<uuid:session_id>/sign-out")
@access(Access.SIGNED_IN)
def sign_out_device(session_id: UUID) -> ResponseReturnValue:
    """Sign one device out; another person's is not found."""
    services.end_session(db.session(), user_id=current_actor().user_id, session_id=session_id, now=utc_now())
    db.session.commit()
    flash(_("The device was signed out."), "ok")
    return redirect(url_for(".profile", _anchor="devices"))


def _known(user: User) -> dict[str, str]:
    return {
        "name": user.name,
        "country": user.country or "",
        "institution": user.institution.name if user.institution else "",
        "position": user.position,
        "position_level": user.position_level or "",
        "sex": user.sex or "",
        "language": user.language,
        "timezone": user.timezone,
    }


def _keep(form: ProfileForm) -> ResponseReturnValue:
    services.update_profile(
        db.session(),
        user_id=current_actor().user_id,
        name=form.name.data or "",
        country=form.country.data or None,
        institution=form.institution.data or "",
        position=form.position.data or "",
        position_level=PositionLevel(form.position_level.data) if form.position_level.data else None,
        sex=Sex(form.sex.data) if form.sex.data else None,
        language=form.language.data,
        timezone=form.timezone.data,
        followers=current_app.config["PROFILE_FOLLOWERS"],
        now=utc_now(),
    )
    db.session.commit()
    with force_locale(form.language.data):
        flash(_("Your profile is saved."), "ok")
    return redirect(url_for(".profile"))


def _done(words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return deliver_after(make_response(redirect(url_for(".profile"))))


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb(_("Profile"), url_for(".profile")),)


def _countries() -> list[tuple[str, str]]:
    codes = (str(code) for code in Locale("en").territories)
    names = [(code, country_name(code)) for code in codes if rules.is_country_code(code)]
    return sorted(names, key=lambda pair: _as_sorted(pair[1]))


def _as_sorted(name: str) -> str:
    """Return a name as dictionaries order it: Åland with A."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def _zones(user: User) -> dict[str, list[tuple[str, str]]]:
    """Return the time zones: those of the person's country first, then by part of the world."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names = {zone for zone, _country in rules.zones()}
    here = [zone for zone, country in rules.zones() if country == user.country]
    groups[_("Here")] = [(zone, _city(zone)) for zone in dict.fromkeys((user.timezone, *here, "UTC"))]
    for zone in sorted(names):
        groups.setdefault(zone.partition("/")[0], []).append((zone, _city(zone)))
    return groups


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _devices() -> tuple[Device, ...]:
    actor = current_actor()
    return tuple(
        Device(
            id=device.id,
            words=_device_words(device.device),
            since=device.created_at,
            is_this=device.id == actor.session_id,
        )
        for device in queries.devices_of(db.session(), actor.user_id, utc_now())
    )


def _device_words(user_agent: str) -> str:
    browser, system = rules.device_of(user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("Another device")
