"""How one program tells the others, through PostgreSQL, what it has committed."""

import msgspec

from app.changes import ANY, Changed

CHANNEL = "tokendesk"
# PostgreSQL takes less than 8 000 bytes.
LONGEST_NOTICE = 7_000


class ChangeNotice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What travels on the channel.

    origin: of the `Database` that committed.
    changed: kinds and row ids; no ids means any.
    """

    origin: str
    changed: tuple[tuple[str, tuple[int, ...]], ...]


def encoded(origin: str, changed: tuple[Changed, ...]) -> str:
    """The payload; it gives up row ids, then kinds, where they would make it too long."""
    for pairs in (
        tuple((change.kind, change.ids) for change in changed),
        tuple(dict.fromkeys((change.kind, ()) for change in changed)),
    ):
        payload = msgspec.json.encode(ChangeNotice(origin, pairs))
        if len(payload) <= LONGEST_NOTICE:
            return payload.decode()
    return msgspec.json.encode(ChangeNotice(origin, ((ANY, ()),))).decode()


def decoded(payload: str) -> tuple[str, tuple[Changed, ...]]:
    """Origin and changes; a payload that isn't ours means that anything may have changed."""
    try:
        notice = msgspec.json.decode(payload, type=ChangeNotice)
    except msgspec.DecodeError:
        return "", (Changed(ANY),)
    return notice.origin, tuple(Changed(kind, ids) for kind, ids in notice.changed)
