"""The rooms page as the window knows it before it is built."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.kit.page import Build, Hit, PageSpec
from app.operators.desk import Desk
from app.rooms.view.panels import RoomPanels

translate = QCoreApplication.translate

MOST_HITS = 8
_LOOKED_AT = 40


def rooms_page(panels: RoomPanels) -> PageSpec[Desk]:
    """The page with the parts that slices above give it."""

    def load() -> Build[Desk]:
        from app.rooms.view.rooms_page import RoomsPage

        return lambda context, desk: RoomsPage(context, desk, panels)

    return PageSpec(
        name="rooms",
        title=translate("Rooms", "Rooms"),
        subtitle=translate("Rooms", "Token factory"),
        icon="rooms",
        group=1,
        load=load,
        kinds=frozenset({"room"}),
        count=count_waiting,
        find=find_rooms,
    )


def count_waiting(desk: Desk) -> int:
    """How many rooms wait for an admin; runs on the worker."""
    from app.listing import Listing
    from app.rooms.queries import ROOMS, WAITING

    listing = Listing(filters={"status": tuple(status.value for status in WAITING)})
    return desk.database.read(lambda connection: ROOMS.count(connection, listing))


def find_rooms(desk: Desk, text: str) -> Sequence[Hit]:
    """Rooms whose name, symbol, id, creator or principals hold the text; runs on the worker.

    Those whose id or symbol is the text come first, then names that begin with it.
    """
    from app.listing import Listing
    from app.rooms.view.labels import status_words
    from app.rooms.view.source import room_source

    listing = Listing(sort="changed", descending=True, search=text)
    rows = room_source(desk).page(listing, 0, _LOOKED_AT).rows
    wanted = text.strip().casefold()

    def place(row: object) -> int:
        from app.rooms.queries import RoomRow

        assert isinstance(row, RoomRow)
        if wanted in (row.room_id.casefold(), row.symbol.casefold()):
            return 0
        return 1 if row.name.casefold().startswith(wanted) else 2

    return [
        Hit("room", row.id, row.name, f"{row.symbol} · {status_words(row.status)}", "rooms")
        for row in sorted(rows, key=place)[:MOST_HITS]
    ]
