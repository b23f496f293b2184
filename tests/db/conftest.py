"""Fixtures of the database's tests."""

import socket

import pytest

from tests.postgres import Server


@pytest.fixture
def unused_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def postgres_url(postgres_server: Server) -> str:
    """The URL of a database that is there."""
    return postgres_server.location("postgres").url
