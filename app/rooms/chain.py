"""Asks a Stacks API of the operator's choice whether a contract is there, and for its source."""

from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

import msgspec

from app.errors import Conflict, NotFound, Unavailable
from app.operators.settings import check_api_url

if TYPE_CHECKING:
    from httpx2 import Response

LONGEST_ANSWER: Final = 2 * 2**20
SECONDS_TO_CONNECT: Final = 5.0
SECONDS_TO_ANSWER: Final = 15.0

SLOW = "it takes too long"
LONG = "its answer is too long"
NO_SOURCE = "what it says isn't a contract's source"
ELSEWHERE = "it sends us to another address; set that one"
NO_ANSWER: Final = (SLOW, LONG, NO_SOURCE, ELSEWHERE)
"""Why an API gives no answer, as far as it isn't the network's own words."""


class Chain(Protocol):
    """What is asked of a chain."""

    def contract_source(self, principal: str) -> str:
        """The Clarity source of a deployed contract `ADDRESS.name`.

        Raises NotFound (`CONTRACT_NOT_FOUND`) where there is no such contract, Unavailable where
        the chain gives no answer.
        """
        ...


class _Source(msgspec.Struct):
    source: str


class HttpChain:
    """A Stacks node's or API's answers over HTTP.

    It is asked once, for at most 15 s, takes at most 2 MB and goes nowhere else: an answer that
    sends it to another place is refused.
    """

    def __init__(self, url: str, *, seconds: float = SECONDS_TO_ANSWER) -> None:
        check_api_url(url)
        self._url = url.rstrip("/")
        self._seconds = seconds

    def contract_source(self, principal: str) -> str:
        address, _, name = principal.partition(".")
        content = self._get(f"/v2/contracts/source/{quote(address)}/{quote(name)}?proof=0")
        try:
            return msgspec.json.decode(content, type=_Source).source
        except (msgspec.DecodeError, RecursionError):
            raise self._no_answer(NO_SOURCE) from None

    def _get(self, path: str) -> bytes:
        # Its import takes longer than most commands; few of them ask a chain.
        import httpx2

        limits = httpx2.Timeout(self._seconds, connect=min(SECONDS_TO_CONNECT, self._seconds))
        until = monotonic() + self._seconds
        try:
            with (
                httpx2.Client(timeout=limits, follow_redirects=False, trust_env=False) as client,
                client.stream("GET", self._url + path) as answer,
            ):
                self._check(answer)
                content = bytearray()
                for part in answer.iter_bytes():
                    content += part
                    if len(content) > LONGEST_ANSWER:
                        raise self._no_answer(LONG)
                    if monotonic() > until:
                        raise self._no_answer(SLOW)
                return bytes(content)
        except httpx2.TimeoutException:
            raise self._no_answer(SLOW) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._no_answer(str(error) or type(error).__name__) from None

    def _check(self, answer: "Response") -> None:
        if answer.status_code == 404:
            raise NotFound(
                "The chain has no contract of this principal.", code="CONTRACT_NOT_FOUND"
            )
        if answer.is_redirect:
            raise self._no_answer(ELSEWHERE)
        if answer.status_code != 200:
            raise self._no_answer(f"it answers {answer.status_code}")

    def _no_answer(self, why: str) -> Unavailable:
        return Unavailable(
            f"The Stacks API gives no answer: {why}.",
            code="CHAIN_UNAVAILABLE",
            title="Stacks API",
            details={"url": self._url},
        )


def source_hash(source: str) -> bytes:
    """SHA-256 of a contract's source, in UTF-8."""
    return sha256(source.encode()).digest()


def check_source(chain: Chain, principal: str, expected: bytes) -> bytes:
    """The hash of the source that the chain has, which must be the exported one's.

    Raises NotFound, Unavailable, and Conflict (`SOURCE_DIFFERS`) for another source.
    """
    found = source_hash(chain.contract_source(principal))
    if found != expected:
        raise Conflict(
            "The contract on the chain isn't the one that was exported.",
            code="SOURCE_DIFFERS",
            details={"exported": expected.hex(), "on_chain": found.hex()},
        )
    return found
