"""The deployment steps of a room: which are done, which is next, and what it needs."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.kit.steps import ChecklistStep as ListStep
from app.kit.times import ZoneClock
from app.rooms.rules import Status, Step
from app.rooms.view.reading import RoomDetail

translate = QCoreApplication.translate

DONE: dict[Status, int] = {
    Status.DRAFT: 1,
    Status.DEPLOY_REQUESTED: 2,
    Status.FAILED: 1,
    Status.CONTRACT_SET: 3,
    Status.INITIALISED: 4,
    Status.TRADING: 5,
    Status.PAUSED: 5,
    Status.DEPRECATED: 0,
}
"""How many of the five steps are done in a status."""

STEPS = (
    Step.CREATE,
    Step.REQUEST_DEPLOYMENT,
    Step.SET_CONTRACT,
    Step.INITIALISE_TOKEN,
    Step.INITIALISE_MACHINE,
)

# Names of the contracts' functions, as the people who deploy know them.
_CALLS = {
    Step.CREATE: "create-chat-room-token",
    Step.REQUEST_DEPLOYMENT: "deploy-chat-room-token",
    Step.SET_CONTRACT: "set-chat-room-token",
    Step.INITIALISE_TOKEN: "initialize-chat-room",
    Step.INITIALISE_MACHINE: "initialize",
}


def next_step(status: Status) -> Step | None:
    """The step that a room in this status waits for; None where it waits for none."""
    if status is Status.DEPRECATED or DONE[status] == len(STEPS):
        return None
    return STEPS[DONE[status]]


def list_steps(detail: RoomDetail, zone: ZoneClock) -> Sequence[ListStep]:
    """The five steps as the checklist shows them; a deprecated room has no next one."""
    done = DONE[detail.reached]
    waiting = next_step(detail.room.status)
    return [
        _line(detail, step, zone, done=number < done, waits=step is waiting)
        for number, step in enumerate(STEPS)
    ]


def _line(detail: RoomDetail, step: Step, zone: ZoneClock, *, done: bool, waits: bool) -> ListStep:
    title, who, text = _words(step)
    call = _CALLS[step]
    if done:
        taken = detail.last(step)
        when = f"{zone.show(taken.at)} · " if taken is not None else ""
        return ListStep(title, "done", who, code=f"{when}{call}")
    if waits:
        return ListStep(title, "next", who, text=text)
    return ListStep(title, "later", who, code=call)


def step_title(step: Step) -> str:
    """What is done in a deployment step."""
    return _words(step)[0]


def turn_of(step: Step) -> str:
    """Whose turn a deployment step is."""
    return _words(step)[1]


def _words(step: Step) -> tuple[str, str, str]:
    """Title, whose turn it is, and what is to be done."""
    creator, admin = translate("Rooms", "Creator"), translate("Rooms", "Admin")
    if step is Step.CREATE:
        return translate("Rooms", "Create room token"), creator, ""
    if step is Step.REQUEST_DEPLOYMENT:
        return (
            translate("Rooms", "Request deployment"),
            creator,
            translate("Rooms", "Check the metadata, then ask for the contract."),
        )
    if step is Step.SET_CONTRACT:
        return (
            translate("Rooms", "Set the contract principal"),
            admin,
            translate(
                "Rooms", "Deploy the key token template, then record its principal in the factory."
            ),
        )
    if step is Step.INITIALISE_TOKEN:
        return (
            translate("Rooms", "Initialise the key token"),
            admin,
            translate("Rooms", "The token learns whose room it is."),
        )
    return (
        translate("Rooms", "Initialise the vending machine"),
        admin,
        translate("Rooms", "Opens trading at supply 0. Curve and fees are fixed from then on."),
    )
