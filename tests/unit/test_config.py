"""Settings refuse what cannot work, and say what to set instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import Settings, SettingsError

GOOD = {
    "STUDYVISIT_ENV": "production",
    "STUDYVISIT_SECRET_KEY": "k" * 48,
    "STUDYVISIT_BASE_URL": "https://learn.example.org",
}


def read(tmp_path: Path, **changes: str) -> Settings:
    """Return settings of production with some changes; an empty value leaves a setting out."""
    given = {name: value for name, value in {**GOOD, **changes}.items() if value}
    return Settings.from_environment({**given, "STUDYVISIT_INSTANCE": str(tmp_path)})


def test_production_needs_a_secret_key_and_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"STUDYVISIT_SECRET_KEY.*token_urlsafe"):
        read(tmp_path, STUDYVISIT_SECRET_KEY="")


def test_production_refuses_a_short_secret_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="STUDYVISIT_SECRET_KEY"):
        read(tmp_path, STUDYVISIT_SECRET_KEY="short")


def test_production_needs_its_own_address_for_links_in_e_mails(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"STUDYVISIT_BASE_URL.*https://learn.example.org"):
        read(tmp_path, STUDYVISIT_BASE_URL="")


def test_demo_mode_cannot_be_switched_on_in_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="STUDYVISIT_DEMO cannot be switched on in production"):
        read(tmp_path, STUDYVISIT_DEMO="1")


def test_production_has_no_demo_people(tmp_path: Path) -> None:
    assert not read(tmp_path).demo


def test_a_laptop_needs_no_setting_and_keeps_its_secret_key(tmp_path: Path) -> None:
    first = Settings.from_environment({"STUDYVISIT_INSTANCE": str(tmp_path)})
    again = Settings.from_environment({"STUDYVISIT_INSTANCE": str(tmp_path)})
    assert first.demo
    assert not first.production
    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STUDYVISIT_ENV", "prod"),
        ("STUDYVISIT_DEMO", "yes"),
        ("STUDYVISIT_THREADS", "four"),
        ("STUDYVISIT_THREADS", "0"),
        ("STUDYVISIT_THREADS", "٤"),
        ("STUDYVISIT_MAIL_FROM", "nobody"),
        ("STUDYVISIT_TRUSTED_PROXIES", "-1"),
        ("STUDYVISIT_BASE_URL", "learn.example.org"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_what_to_write(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=f"{name} is '{value}'. Set it to"):
        Settings.from_environment({name: value, "STUDYVISIT_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STUDYVISIT_MAIL_URL", "mail.example.org:587"),
        ("STUDYVISIT_MAIL_URL", "smpt://user:hunter2@mail.example.org"),
        ("STUDYVISIT_MAIL_URL", "smtp://"),
        ("STUDYVISIT_MAIL_URL", "smtp://user:hunter2@:587"),
        ("STUDYVISIT_MAIL_URL", "smtp://user:hunter2@mail.example.org:port"),
        ("STUDYVISIT_DATABASE_URL", "postgresql://user:hunter2@host/name"),
        ("STUDYVISIT_DATABASE_URL", "mysql://user:hunter2@host/name"),
        ("STUDYVISIT_DATABASE_URL", "studyvisit.db"),
        ("STUDYVISIT_DATABASE_URL", ""),
    ],
)
def test_an_address_of_a_server_that_cannot_be_is_refused_without_showing_its_password(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=rf"^{name} .*Set it to") as refused:
        Settings.from_environment({name: value, "STUDYVISIT_INSTANCE": str(tmp_path)})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STUDYVISIT_MAIL_URL", ""),
        ("STUDYVISIT_MAIL_URL", "smtp://user:p%40ss@mail.example.org:587"),
        ("STUDYVISIT_MAIL_URL", "smtps://mail.example.org"),
        ("STUDYVISIT_DATABASE_URL", "postgresql+psycopg://user:password@host/name"),
        ("STUDYVISIT_DATABASE_URL", "sqlite:////srv/studyvisit.db"),
    ],
)
def test_an_address_of_a_server_that_can_be_is_taken(tmp_path: Path, name: str, value: str) -> None:
    made = Settings.from_environment({name: value, "STUDYVISIT_INSTANCE": str(tmp_path)})
    assert value in (made.mail_url, made.database_url)


def test_the_sender_of_e_mails_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"STUDYVISIT_MAIL_FROM is .*Set it to one line"):
        read(tmp_path, STUDYVISIT_MAIL_FROM="studyvisit <a@example.org>\nBcc: b@example.org")


@pytest.mark.parametrize(
    "bind", ["0.0.0.0:8000", "[::]:8000", ":8000", "192.0.2.7:80", "learn.example.org:80"]
)
def test_a_demonstration_that_others_can_reach_is_asked_for_by_name(tmp_path: Path, bind: str) -> None:
    given = {"STUDYVISIT_INSTANCE": str(tmp_path), "STUDYVISIT_BIND": bind}
    with pytest.raises(SettingsError, match=r"STUDYVISIT_BIND is .*STUDYVISIT_ENV=production"):
        Settings.from_environment(given)
    assert Settings.from_environment({**given, "STUDYVISIT_DEMO": "1"}).demo
    assert not Settings.from_environment({**given, "STUDYVISIT_DEMO": "0"}).demo
    assert not read(tmp_path, STUDYVISIT_BIND=bind).demo


@pytest.mark.parametrize(
    "bind", ["", "127.0.0.1:8000", "[::1]:8000", "localhost:8000", "unix:/run/studyvisit", "fd://3"]
)
def test_a_demonstration_for_this_machine_alone_needs_no_setting(tmp_path: Path, bind: str) -> None:
    assert Settings.from_environment({"STUDYVISIT_INSTANCE": str(tmp_path), "STUDYVISIT_BIND": bind}).demo
