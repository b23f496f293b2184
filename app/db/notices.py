"""How one program tells the others, through PostgreSQL, what it has committed."""

import msgspec

from app.changes import Changed

CHANNEL = "tokendesk"
ANY = Changed("any")
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
    return msgspec.json.encode(ChangeNotice(origin, ((ANY.kind, ()),))).decode()


def decoded(payload: str) -> tuple[str, tuple[Changed, ...]]:
    """Origin and changes; a payload that isn't ours means that anything may have changed."""
    try:
        notice = msgspec.json.decode(payload, type=ChangeNotice)
    except msgspec.DecodeError:
        return "", (ANY,)
    return notice.origin, tuple(Changed(kind, ids) for kind, ids in notice.changed)


def joined(changed: tuple[Changed, ...]) -> tuple[Changed, ...]:
    """The changes with one entry a kind; no ids means any, and swallows the others."""
    ids: dict[str, dict[int, None] | None] = {}
    for change in changed:
        known = ids.setdefault(change.kind, {})
        if known is not None and change.ids:
            known.update(dict.fromkeys(change.ids))
        else:
            ids[change.kind] = None
    return tuple(Changed(kind, tuple(found or ())) for kind, found in ids.items())
