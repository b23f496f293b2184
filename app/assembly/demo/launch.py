"""Takes a demo room through the steps of its life, each by the operator whose task it is."""

from collections.abc import Iterator
from datetime import datetime

from app.assembly.demo.cast import Desks, address_of
from app.assembly.demo.story import LAUNCH, Later, RoomStory
from app.rooms import service as rooms
from app.rooms.rules import Metadata, Step
from app.rooms.service import Creator
from app.vending.machines import MachineTerms, change_treasury, initialise_machine
from app.vending.rules import Fees


def steps(story: RoomStory, until: datetime) -> Iterator[tuple[datetime, Later]]:
    """All steps of a room's life with their moments, the oldest first."""
    left = story.drafted
    yield until - left, Later(left, Step.CREATE)
    for step, wait in zip(LAUNCH, story.waits, strict=False):
        left -= wait
        yield until - left, Later(left, step)
    for later in story.later:
        yield until - later.ago, later


def pauses(story: RoomStory, until: datetime) -> tuple[tuple[datetime, datetime | None], ...]:
    """From when to when nobody can buy; None where that lasts to the end."""
    found: list[tuple[datetime, datetime | None]] = []
    for later in story.later:
        at = until - later.ago
        if later.step in (Step.PAUSE, Step.DEPRECATE):
            found.append((at, None))
        elif later.step is Step.RESUME:
            found[-1] = (found[-1][0], at)
    return tuple(found)


def draft(desks: Desks, story: RoomStory, creator: int) -> int:
    """Make the room's draft; returns its row id."""
    uri = f"https://rooms.example/{story.room_id}.json"
    return rooms.create_room_token(
        desks.support,
        story.room_id,
        Metadata(story.name, story.symbol, uri),
        Creator(creator),
        is_demo=True,
    ).value


def take(desks: Desks, story: RoomStory, room: int, later: Later) -> None:
    """Take one step after the draft."""
    admin = desks.admin
    match later.step:
        case Step.REQUEST_DEPLOYMENT:
            rooms.request_deployment(desks.support, room)
        case Step.REPORT_FAILURE:
            rooms.report_failure(admin, room, later.note)
        case Step.SET_CONTRACT:
            contract = f"{address_of(f'contract {story.room_id}')}.key-token-{story.room_id}"
            rooms.set_contract(admin, room, contract)
        case Step.INITIALISE_TOKEN:
            rooms.initialise_token(admin, room)
        case Step.INITIALISE_MACHINE:
            initialise_machine(admin, room, terms_of(story))
        case Step.CHANGE_TREASURY:
            change_treasury(admin, room, address_of("second treasury"))
        case Step.PAUSE:
            rooms.pause(admin, room, reason=later.note)
        case Step.RESUME:
            rooms.resume(admin, room)
        case Step.DEPRECATE:
            rooms.deprecate(admin, room, later.note)
        case _:
            raise ValueError(f"no demo room takes the step {later.step}")


def terms_of(story: RoomStory) -> MachineTerms:
    """What the room's machine is initialised with."""
    market = story.market
    if market is None:
        raise ValueError(f"the demo room {story.room_id} has no market")
    bps = market.fee_bps
    return MachineTerms(
        quote=market.quote,
        family=market.family,
        parameters=market.parameters,
        treasury=address_of("treasury"),
        fees=Fees(bps, bps, bps, bps),
        fee_mode=market.fee_mode,
        supply_cap=market.supply_cap,
        first_key_creators=market.first_key_creators,
        last_key_kept=market.last_key_kept,
    )
