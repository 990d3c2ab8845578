"""Settings, read once from the environment and typed. Defaults suit a laptop; production refuses to guess."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from babel import localedata

ROOT = Path(__file__).resolve().parent


class SettingsError(RuntimeError):
    """A setting is missing or wrong; the message says which and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another."""

    production: bool
    secret_key: str
    database_url: str
    instance: Path
    files: Path
    exports: Path
    content: Path
    demo: bool
    base_url: str
    mail_url: str
    mail_from: str
    trusted_proxies: int
    threads: int
    rate_limit_storage: str
    languages: tuple[str, ...]
    idle_expiry: timedelta = timedelta(hours=2)
    absolute_expiry: timedelta = timedelta(hours=12)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings. Raises SettingsError with what to set where a value is missing or wrong."""
        env = os.environ if environment is None else environment
        production = _choice(env, "STUDYVISIT_ENV", ("development", "production")) == "production"
        instance = Path(env.get("STUDYVISIT_INSTANCE", ROOT / "instance")).resolve()
        instance.mkdir(parents=True, exist_ok=True)
        demo = _flag(env, "STUDYVISIT_DEMO", default=not production)
        if demo and not env.get("STUDYVISIT_DEMO") and not _is_loopback(env.get("STUDYVISIT_BIND", "")):
            raise SettingsError(
                f"STUDYVISIT_BIND is {env['STUDYVISIT_BIND']!r}, which others can reach, and the demo people's "
                "passwords are public. Set STUDYVISIT_ENV=production, or STUDYVISIT_DEMO to 0, or to 1 to "
                "show the demonstration to others."
            )
        if production and demo:
            raise SettingsError(
                "STUDYVISIT_DEMO cannot be switched on in production: its passwords are public. Unset it."
            )
        return cls(
            production=production,
            secret_key=_secret_key(env, production, instance),
            database_url=_database_url(env, instance),
            instance=instance,
            files=Path(env.get("STUDYVISIT_FILES", instance / "files")).resolve(),
            exports=Path(env.get("STUDYVISIT_EXPORTS", instance / "exports")).resolve(),
            content=Path(env.get("STUDYVISIT_CONTENT", ROOT / "content")).resolve(),
            demo=demo,
            base_url=_base_url(env, production),
            mail_url=_mail_url(env),
            mail_from=_mail_from(env),
            trusted_proxies=_number(env, "STUDYVISIT_TRUSTED_PROXIES", 0),
            threads=_number(env, "STUDYVISIT_THREADS", 4, least=1),
            languages=_languages(env),
            rate_limit_storage=env.get("STUDYVISIT_RATE_LIMIT_STORAGE", "memory://"),
        )


def _choice(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, choices[0])
    if value not in choices:
        raise SettingsError(f"{name} is {value!r}. Set it to one of: {', '.join(choices)}.")
    return value


def _flag(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name, "")
    if value not in ("", "0", "1"):
        raise SettingsError(f"{name} is {value!r}. Set it to 1 (on) or 0 (off).")
    return default if value == "" else value == "1"


def _languages(env: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages offered, the default first; each must be one that Babel can format."""
    languages = tuple(env.get("STUDYVISIT_LANGUAGES", "en").replace(" ", "").split(","))
    unknown = [language for language in languages if not localedata.exists(language)]
    if unknown:
        raise SettingsError(
            f"STUDYVISIT_LANGUAGES names {', '.join(map(repr, unknown))}. Set it to codes such as en,fr,ar."
        )
    return languages


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    value = env.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,4}", value) or int(value) < least:
        raise SettingsError(
            f"{name} is {value!r}. Set it to a whole number from {least}, for example {default}."
        )
    return int(value)


def _is_loopback(bind: str) -> bool:
    """Return whether only this machine reaches an address of gunicorn's, as far as it tells: a socket does not."""
    host = bind.rpartition(":")[0].strip("[]")
    if not bind or bind.startswith(("unix:", "fd:")) or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    url = env.get("STUDYVISIT_DATABASE_URL", f"sqlite:///{instance / 'studyvisit.db'}")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        # The value may hold a password, so the message shows no more than how it begins.
        raise SettingsError(
            f"STUDYVISIT_DATABASE_URL begins with {url.partition(':')[0]!r}. Set it to sqlite:///… or "
            "postgresql+psycopg://user:password@host/name."
        )
    return url


def _mail_url(env: Mapping[str, str]) -> str:
    url = env.get("STUDYVISIT_MAIL_URL", "")
    if url and not _is_mail_url(url):
        raise SettingsError(
            f"STUDYVISIT_MAIL_URL begins with {url.partition(':')[0]!r} or names no host. Set it to "
            "smtp://user:password@host:587 or smtps://user:password@host:465."
        )
    return url


def _is_mail_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def _mail_from(env: Mapping[str, str]) -> str:
    sender = env.get("STUDYVISIT_MAIL_FROM", "studyvisit <no-reply@example.org>")
    if not sender.isprintable() or "@" not in sender:
        raise SettingsError(
            f"STUDYVISIT_MAIL_FROM is {sender!r}. Set it to one line: studyvisit <no-reply@example.org>"
        )
    return sender


def _base_url(env: Mapping[str, str], production: bool) -> str:
    url = env.get("STUDYVISIT_BASE_URL", "").rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise SettingsError(
            f"STUDYVISIT_BASE_URL is {url!r}. Set it to the site's address: https://learn.example.org"
        )
    if production and not url.startswith("https://"):
        raise SettingsError(
            "STUDYVISIT_BASE_URL is not set. Links in e-mails need it: https://learn.example.org"
        )
    return url or f"http://127.0.0.1:{env.get('PORT', '8000')}"


def _secret_key(env: Mapping[str, str], production: bool, instance: Path) -> str:
    key = env.get("STUDYVISIT_SECRET_KEY", "")
    if production:
        if len(key) < 32:
            raise SettingsError(
                "STUDYVISIT_SECRET_KEY is missing or shorter than 32 characters. Make one with "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' and keep it secret."
            )
        return key
    return key or _kept_key(instance / "secret-key")


def _kept_key(path: Path) -> str:
    """Return the laptop's own key, made once, so that a restart signs nobody out."""
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
