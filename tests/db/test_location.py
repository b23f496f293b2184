"""What a person types as a workspace's place."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.database import connect
from app.db.location import Location, parse_location
from app.db.workspace import open_database
from app.errors import InvalidInput, UserError


def test_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    location = parse_location("  desk.db ")
    assert location == Location(path=tmp_path / "desk.db")
    assert (location.is_file, location.name, str(location)) == (
        True,
        "desk",
        str(tmp_path / "desk.db"),
    )


def test_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert parse_location("~/desk.db").path == Path("/home/ann/desk.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "PostgreSQL"])
def test_server_urls_are_brought_to_one_form(scheme: str) -> None:
    location = parse_location(f"{scheme}://ann@db.example:5433/desk?sslmode=require")
    assert location.url == "postgresql://ann@db.example:5433/desk?sslmode=require"
    assert (location.is_file, location.name) == (False, "desk on db.example")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("postgres://", "postgresql://127.0.0.1/postgres"),
        ("postgres:///desk", "postgresql://127.0.0.1/desk"),
        ("postgres://[::1]:5432/desk", "postgresql://[::1]:5432/desk"),
    ],
)
def test_what_is_missing_in_a_url_is_filled_in(text: str, url: str) -> None:
    assert parse_location(text).url == url


def test_password_leaves_the_url() -> None:
    location = parse_location("postgres://ann:p%40ss@db.example/desk", password="other")
    assert location.password == "p@ss"
    assert "p%40ss" not in location.url
    assert "p@ss" not in f"{location!r} {location}"


def test_password_comes_from_the_caller_then_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOKENDESK_DB_PASSWORD", "from outside")
    assert parse_location("postgres://ann@h/d", password="given").password == "given"
    assert parse_location("postgres://ann@h/d").password == "from outside"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "mysql://h/d",
        "http://h",
        "postgres://h:x/d",
        "postgres://[::1/d",
        "a\0b",
        "\ud800",
    ],
)
def test_what_is_no_place_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_location(text)
    assert caught.value.field == "workspace"


@given(st.text())
def test_any_text_is_a_place_or_refused(text: str) -> None:
    try:
        location = parse_location(text)
    except InvalidInput:
        return
    assert (location.path is None) != (location.url == "")


@given(st.text())
def test_any_server_url_is_usable_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        connect(parse_location(f"postgresql://{text}")).close()


@given(st.text(min_size=1))
def test_opening_any_name_is_refused_in_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError) as caught:
        open_database(parse_location(os.path.join(tmp_path, text)), migrate=True)
    assert caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_too_long_a_name_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be read"):
        open_database(Location(path=tmp_path / ("x" * 300)), migrate=True)


def test_links_in_a_circle_are_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to(tmp_path / "b.db")
    (tmp_path / "b.db").symlink_to(tmp_path / "a.db")
    with pytest.raises(UserError):
        open_database(Location(path=tmp_path / "a.db"), migrate=True)


@pytest.mark.parametrize("option", ["colour=blue", "sslmode=perhaps", "connect_timeout=soon"])
def test_unknown_option_in_a_url_is_refused_in_words(postgres_url: str, option: str) -> None:
    with pytest.raises(UserError):
        open_database(parse_location(f"{postgres_url}?{option}"), migrate=True)
