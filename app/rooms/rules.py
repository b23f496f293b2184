"""The life of a room and what its metadata may say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Conflict, InvalidInput, UserError
from app.operators.text_rules import check_encodable, check_line

LONGEST_ROOM_ID = 256
LONGEST_NAME = 32
LONGEST_SYMBOL = 10
LONGEST_URI = 256
LONGEST_MEMO_BYTES = 34

_SYMBOL = re.compile(r"[A-Z0-9]+")
_URI = re.compile(r"(?:https?://[!-~]*[A-Za-z0-9][!-~]*|ipfs://[!-~]+)")


class Status(StrEnum):
    """Where a room stands between its first draft and its end."""

    DRAFT = "draft"
    DEPLOY_REQUESTED = "deploy_requested"
    FAILED = "failed"
    CONTRACT_SET = "contract_set"
    INITIALISED = "initialised"
    TRADING = "trading"
    PAUSED = "paused"
    DEPRECATED = "deprecated"


class Step(StrEnum):
    """What an operator does to a room; each is one line on its timeline."""

    CREATE = "create"
    EDIT = "edit"
    REQUEST_DEPLOYMENT = "request_deployment"
    REPORT_FAILURE = "report_failure"
    SET_CONTRACT = "set_contract"
    INITIALISE_TOKEN = "initialise_token"
    INITIALISE_MACHINE = "initialise_machine"
    CHANGE_TREASURY = "change_treasury"
    PAUSE = "pause"
    RESUME = "resume"
    DEPRECATE = "deprecate"


# From which status a step may be taken, and where it leads.
STEPS: Mapping[Step, tuple[frozenset[Status], Status | None]] = {
    Step.EDIT: (frozenset({Status.DRAFT, Status.FAILED}), None),
    Step.REQUEST_DEPLOYMENT: (frozenset({Status.DRAFT, Status.FAILED}), Status.DEPLOY_REQUESTED),
    Step.REPORT_FAILURE: (frozenset({Status.DEPLOY_REQUESTED}), Status.FAILED),
    Step.SET_CONTRACT: (
        frozenset({Status.DEPLOY_REQUESTED, Status.CONTRACT_SET, Status.INITIALISED}),
        Status.CONTRACT_SET,
    ),
    Step.INITIALISE_TOKEN: (frozenset({Status.CONTRACT_SET}), Status.INITIALISED),
    Step.INITIALISE_MACHINE: (frozenset({Status.INITIALISED}), Status.TRADING),
    Step.CHANGE_TREASURY: (frozenset({Status.TRADING, Status.PAUSED}), None),
    Step.PAUSE: (frozenset({Status.TRADING, Status.PAUSED}), Status.PAUSED),
    Step.RESUME: (frozenset({Status.PAUSED}), Status.TRADING),
    Step.DEPRECATE: (frozenset(Status) - {Status.DEPRECATED}, Status.DEPRECATED),
}

STATUS_WORDS: Mapping[Status, str] = {
    Status.DRAFT: "a draft",
    Status.DEPLOY_REQUESTED: "waiting for its deployment",
    Status.FAILED: "failed in deployment",
    Status.CONTRACT_SET: "waiting to be initialised",
    Status.INITIALISED: "waiting for its vending machine",
    Status.TRADING: "trading",
    Status.PAUSED: "paused",
    Status.DEPRECATED: "deprecated",
}

STEP_WORDS: Mapping[Step, str] = {
    Step.CREATE: "create the room token",
    Step.EDIT: "edit the room token",
    Step.REQUEST_DEPLOYMENT: "request the deployment",
    Step.REPORT_FAILURE: "report a failed deployment",
    Step.SET_CONTRACT: "set the contract",
    Step.INITIALISE_TOKEN: "initialise the key token",
    Step.INITIALISE_MACHINE: "initialise the vending machine",
    Step.CHANGE_TREASURY: "change the treasury",
    Step.PAUSE: "pause",
    Step.RESUME: "resume",
    Step.DEPRECATE: "deprecate",
}


class WrongStatus(Conflict):
    """The room's status doesn't allow this step."""

    title = "Not now"
    default_code = "ROOM_STATUS"


class TokenTransferRefused(UserError):
    """A SIP-010 transfer that the key token refuses; the code is the standard's."""

    title = "Transfer refused"


def next_status(step: Step, status: Status) -> Status:
    """The room's status after the step; raises WrongStatus where it isn't allowed."""
    allowed, after = STEPS[step]
    if status not in allowed:
        raise WrongStatus(
            f"This room is {STATUS_WORDS[status]}: it's not the moment to {STEP_WORDS[step]}.",
            details={"status": status.value, "step": step.value},
        )
    return after or status


def is_allowed(step: Step, status: Status) -> bool:
    """Whether the step may be taken now, for a button that follows it."""
    return status in STEPS[step][0]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a room's key token says of itself."""

    name: str
    symbol: str
    uri: str = ""


def check_room_id(text: str) -> str:
    """A room id: 1–256 printable characters without blanks at its ends.

    Raises InvalidInput (field `room_id`).
    """
    check_line(text, field="room_id", what="A room id", longest=LONGEST_ROOM_ID)
    return text


def check_metadata(metadata: Metadata) -> Metadata:
    """Refuse metadata that the factory contract would refuse; raises InvalidInput with the field.

    name: 1–32 printable ASCII; symbol: 1–10 of A–Z and 0–9; uri: empty, or at most 256 of
    http(s) or ipfs.
    """
    check_line(metadata.name, field="name", what="A token's name", longest=LONGEST_NAME)
    if not metadata.name.isascii():
        raise InvalidInput("The token's name has printable ASCII characters only.", field="name")
    check_symbol(metadata.symbol)
    if metadata.uri:
        _check_uri(metadata.uri)
    return metadata


def check_symbol(symbol: str) -> None:
    """Refuse a symbol that is not 1–10 of A–Z and 0–9; raises InvalidInput (field `symbol`)."""
    check_line(symbol, field="symbol", what="A symbol", longest=LONGEST_SYMBOL)
    if not _SYMBOL.fullmatch(symbol):
        raise InvalidInput("A symbol has the letters A–Z and digits only.", field="symbol")


def _check_uri(uri: str) -> None:
    check_line(uri, field="uri", what="A URI", longest=LONGEST_URI)
    if not _URI.fullmatch(uri):
        raise InvalidInput("A URI begins with http://, https:// or ipfs://.", field="uri")


def check_memo(memo: str) -> str:
    """A SIP-010 memo: at most 34 bytes of UTF-8; raises InvalidInput (field `memo`)."""
    check_encodable(memo, field="memo", what="A memo")
    if len(memo.encode()) > LONGEST_MEMO_BYTES:
        raise InvalidInput(f"A memo has at most {LONGEST_MEMO_BYTES} bytes.", field="memo")
    return memo
