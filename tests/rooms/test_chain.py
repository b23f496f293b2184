"""A Stacks API is asked for a contract's source, within limits."""

import json
from collections.abc import Iterator

import pytest

from app.errors import Conflict, InvalidInput, NotFound, Unavailable
from app.rooms import chain
from app.rooms.chain import HttpChain, check_source, source_hash
from tests.factories import contract_of
from tests.rooms.api_server import Api, api_server

CONTRACT = contract_of("lobby")
SOURCE = '(define-read-only (get-name) (ok "Lobby"))\n'


@pytest.fixture
def api() -> Iterator[Api]:
    with api_server() as found:
        found.body = json.dumps({"source": SOURCE, "publish_height": 7, "proof": ""}).encode()
        yield found


def test_source_is_what_the_api_has(api: Api) -> None:
    assert HttpChain(api.url + "/").contract_source(CONTRACT) == SOURCE
    address, _, name = CONTRACT.partition(".")
    assert api.asked == [f"/v2/contracts/source/{address}/{name}?proof=0"]


def test_contract_that_is_not_there_is_said_so(api: Api) -> None:
    api.status = 404
    with pytest.raises(NotFound, match="no contract of this principal") as caught:
        HttpChain(api.url).contract_source(CONTRACT)
    assert caught.value.code == "CONTRACT_NOT_FOUND"


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (500, b"", "it answers 500"),
        (200, b"<html>", "isn't a contract's source"),
        (200, b'{"source": 5}', "isn't a contract's source"),
        (200, b"[" * 100_000, "isn't a contract's source"),
        (204, b"", "it answers 204"),
    ],
)
def test_odd_answer_is_no_answer(api: Api, status: int, body: bytes, words: str) -> None:
    api.status, api.body = status, body
    with pytest.raises(Unavailable, match=words) as caught:
        HttpChain(api.url).contract_source(CONTRACT)
    assert caught.value.code == "CHAIN_UNAVAILABLE"


def test_api_that_sends_us_elsewhere_is_not_followed(api: Api) -> None:
    api.status, api.headers = 302, {"Location": f"{api.url}/elsewhere"}
    with pytest.raises(Unavailable, match="sends us to another address"):
        HttpChain(api.url).contract_source(CONTRACT)
    assert len(api.asked) == 1


def test_answer_that_is_too_long_is_not_read(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "LONGEST_ANSWER", 1_000)
    api.body = json.dumps({"source": "x" * 2_000_000}).encode()
    with pytest.raises(Unavailable, match="too long"):
        HttpChain(api.url).contract_source(CONTRACT)


def test_api_that_does_not_answer_is_not_waited_for(api: Api) -> None:
    api.silent = True
    with pytest.raises(Unavailable, match="takes too long"):
        HttpChain(api.url, seconds=0.2).contract_source(CONTRACT)


def test_nobody_at_the_address() -> None:
    with api_server() as gone:
        url = gone.url
    with pytest.raises(Unavailable, match="gives no answer"):
        HttpChain(url).contract_source(CONTRACT)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@example.org",
        "https://example.org/?key=1",
        "https://example.org:port",
        "https://exa mple.org",
        "https://" + "x" * 300,
    ],
)
def test_address_of_an_api_is_checked(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        HttpChain(url)
    assert caught.value.field == "stacks_api"


def test_source_is_held_against_the_exported_one(api: Api) -> None:
    asked = HttpChain(api.url)
    assert check_source(asked, CONTRACT, source_hash(SOURCE)) == source_hash(SOURCE)
    with pytest.raises(Conflict) as caught:
        check_source(asked, CONTRACT, source_hash(SOURCE + " "))
    assert caught.value.code == "SOURCE_DIFFERS"
    assert caught.value.details["on_chain"] == source_hash(SOURCE).hex()
