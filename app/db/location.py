"""Where a workspace is: a SQLite file or a PostgreSQL server."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from app.errors import InvalidInput

POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg")
PASSWORD_VARIABLE = "TOKENDESK_DB_PASSWORD"


@dataclass(frozen=True, slots=True)
class Location:
    """One workspace's address.

    path: the SQLite file, where it is one.
    url: the server's URL without its password, where it is one.
    password: of the server; shown nowhere.
    """

    path: Path | None = None
    url: str = ""
    password: str = ""

    @property
    def is_file(self) -> bool:
        """Whether the workspace is a SQLite file."""
        return self.path is not None

    @property
    def name(self) -> str:
        """Short name for title and status bars."""
        if self.path is not None:
            return self.path.stem
        parts = urlsplit(self.url)
        return f"{parts.path.lstrip('/') or 'postgres'} on {parts.hostname or 'localhost'}"

    def __str__(self) -> str:
        return str(self.path) if self.path is not None else self.url

    def __repr__(self) -> str:
        return f"Location({self})"


def parse_location(text: str, *, password: str = "") -> Location:
    """The location that a person typed: a path, or a `postgresql://` URL.

    A password in the URL is taken out of it; without one, `password` and then the
    environment's TOKENDESK_DB_PASSWORD count.
    Raises InvalidInput (field `workspace`).
    """
    text = text.strip()
    if not text:
        raise InvalidInput("Name a workspace file or a PostgreSQL URL.", field="workspace")
    if "\0" in text or not _is_encodable(text):
        raise InvalidInput("A workspace's name can't hold such a character.", field="workspace")
    scheme, separator, _ = text.partition("://")
    if not separator:
        return Location(path=Path(os.path.abspath(os.path.expanduser(text))))
    if scheme.lower() not in POSTGRES_SCHEMES:
        raise InvalidInput(
            f"A workspace can't be opened through {scheme}://; use a file or postgresql://.",
            field="workspace",
        )
    return _server(text, password)


def _is_encodable(text: str) -> bool:
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _server(text: str, password: str) -> Location:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InvalidInput(f"The server's URL can't be read: {error}.", field="workspace") from None
    host = parts.hostname or "127.0.0.1"
    if ":" in host:
        host = f"[{host}]"
    user = f"{parts.username}@" if parts.username else ""
    netloc = f"{user}{host}" + (f":{port}" if port else "")
    found = unquote(parts.password) if parts.password else ""
    return Location(
        url=urlunsplit(("postgresql", netloc, parts.path or "/postgres", parts.query, "")),
        password=found or password or os.environ.get(PASSWORD_VARIABLE, ""),
    )
