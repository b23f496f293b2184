"""Words, tones and places for a room's life, as its screens say them."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from app.operators.desk import Desk
from app.operators.view.denial import needs
from app.rooms import rules
from app.rooms.queries import RoomRow
from app.rooms.rules import Status, Step
from app.rooms.service import PERMISSIONS

STAGES = (
    Status.DRAFT,
    Status.DEPLOY_REQUESTED,
    Status.CONTRACT_SET,
    Status.INITIALISED,
    Status.TRADING,
)
"""The way to trading; the other statuses stand beside it."""

LEVELS: Mapping[Status, int] = {
    Status.DRAFT: 1,
    Status.DEPLOY_REQUESTED: 2,
    Status.FAILED: 2,
    Status.CONTRACT_SET: 3,
    Status.INITIALISED: 4,
    Status.TRADING: 5,
    Status.PAUSED: 5,
    Status.DEPRECATED: 5,
}
"""How many of the five segments a status has reached."""

TONES: Mapping[Status, str] = {
    Status.FAILED: "error",
    Status.TRADING: "ok",
    Status.PAUSED: "warn",
    Status.DEPRECATED: "",
    Status.DRAFT: "",
}
"""Tone of a status's badge; the others are `info`."""

ICONS: Mapping[Status, str] = {
    Status.DRAFT: "edit",
    Status.DEPLOY_REQUESTED: "clock",
    Status.CONTRACT_SET: "link",
    Status.INITIALISED: "key",
    Status.PAUSED: "pause",
    Status.DEPRECATED: "stop",
}


translate = QCoreApplication.translate


def status_words(status: Status) -> str:
    """A status's name."""
    return {
        Status.DRAFT: translate("Rooms", "Draft"),
        Status.DEPLOY_REQUESTED: translate("Rooms", "Deployment requested"),
        Status.FAILED: translate("Rooms", "Deployment failed"),
        Status.CONTRACT_SET: translate("Rooms", "Contract set"),
        Status.INITIALISED: translate("Rooms", "Initialised"),
        Status.TRADING: translate("Rooms", "Trading"),
        Status.PAUSED: translate("Rooms", "Paused"),
        Status.DEPRECATED: translate("Rooms", "Deprecated"),
    }[status]


def wait_words(status: Status) -> str:
    """For whom the rooms of a stage wait."""
    return {
        Status.DRAFT: translate("Rooms", "by creators"),
        Status.DEPLOY_REQUESTED: translate("Rooms", "waiting for an admin"),
        Status.CONTRACT_SET: translate("Rooms", "waiting for an admin"),
        Status.INITIALISED: translate("Rooms", "vending machine next"),
        Status.TRADING: translate("Rooms", "open for buy and sell"),
    }[status]


def step_words(step: Step) -> str:
    """What a step is called in a list of what has happened."""
    return {
        Step.CREATE: translate("Rooms", "Room token created"),
        Step.EDIT: translate("Rooms", "Metadata edited"),
        Step.REQUEST_DEPLOYMENT: translate("Rooms", "Deployment requested"),
        Step.REPORT_FAILURE: translate("Rooms", "Deployment failed"),
        Step.SET_CONTRACT: translate("Rooms", "Contract principal set"),
        Step.INITIALISE_TOKEN: translate("Rooms", "Key token initialised"),
        Step.INITIALISE_MACHINE: translate("Rooms", "Vending machine initialised"),
        Step.CHANGE_TREASURY: translate("Rooms", "Treasury changed"),
        Step.PAUSE: translate("Rooms", "Paused"),
        Step.RESUME: translate("Rooms", "Resumed"),
        Step.DEPRECATE: translate("Rooms", "Deprecated"),
    }[step]


def denied(desk: Desk, step: Step, room: RoomRow) -> str:
    """Why the operator can't take a step of this room now; empty if it can be taken."""
    reason = needs(desk, PERMISSIONS[step])
    if reason or rules.is_allowed(step, room.status):
        return reason
    return translate("Rooms", "Not while the room is {status}").format(
        status=status_words(room.status).lower()
    )
