"""Who appears in the demo: operators and members, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice

from app.operators.rules import Role

DEMO_PASSWORD = "tokendesk demo"
"""Opens every operator's desk in a demo workspace; it holds nothing to protect."""

# Argon2id of the password above, kept because hashing it anew would differ each time.
DEMO_PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$AECzi+xVa8Py+xsVnw1Gog$HbTtC0EnYyjUMqkObHSIhukxFo5jtJL3Q8TbMY3qbEo"
)


@dataclass(frozen=True, slots=True)
class OperatorStory:
    """A person who works in the demo workspace."""

    name: str
    display_name: str
    role: Role


ADMIN = OperatorStory("mira", "Mira Okafor", Role.ADMIN)
SUPPORT = OperatorStory("jonas", "Jonas Lindt", Role.SUPPORT)
VIEWER = OperatorStory("leila", "Leila Haddad", Role.VIEWER)


@dataclass(frozen=True, slots=True)
class MemberStory:
    """A member of the demo workspace."""

    username: str
    display_name: str


# They make the rooms, or stand out among the holders.
KNOWN = (
    MemberStory("ada.l", "Ada Lindqvist"),
    MemberStory("mirela", "Mirela Ionescu"),
    MemberStory("sana", "Sana Qureshi"),
    MemberStory("ibrahim", "Ibrahim Diallo"),
    MemberStory("dario", "Dario Conti"),
    MemberStory("milo", "Milo Janssen"),
    MemberStory("yuki", "Yuki Tanabe"),
    MemberStory("arlo", "Arlo Whitfield"),
    MemberStory("wren", "Wren Calloway"),
    MemberStory("lucia", "Lucía Ferrer"),
    MemberStory("kwame", "Kwame Boateng"),
    MemberStory("pixel", ""),
    MemberStory("bruno", "Bruno Almeida"),
    MemberStory("hana", "Hana Novák"),
    MemberStory("ines", "Inês Carvalho"),
    MemberStory("otis", "Otis Grant"),
    MemberStory("fern", "Fern Abbott"),
    MemberStory("zeke", "Zeke Malone"),
    MemberStory("priya", "Priya Raman"),
    MemberStory("rho", ""),
    MemberStory("tomasz", "Tomasz Zieliński"),
    MemberStory("lena", "Lena Vogel"),
)

_FIRST = (
    "Aiko", "Alma", "Amir", "Anouk", "Asha", "Bela", "Bodhi", "Carla", "Cleo", "Dalia",
    "Edda", "Emre", "Enzo", "Esme", "Farid", "Finn", "Gala", "Goran", "Greta", "Hugo",
    "Ida", "Imani", "Ivo", "Jana", "Joao", "Juno", "Kaito", "Kira", "Lars", "Leon",
    "Lior", "Maeve", "Malik", "Marta", "Nadia", "Nils", "Noor", "Olga", "Omar", "Paola",
    "Petra", "Quinn", "Rafa", "Rosa", "Rune", "Saoirse", "Selim", "Signe", "Stella", "Suki",
    "Tariq", "Thea", "Uma", "Vera", "Viktor", "Wanda", "Xenia", "Yara", "Zane", "Zora",
)  # fmt: skip
_LAST = (
    "Abara", "Bergström", "Castro", "Dubois", "Eriksen", "Farouk", "Ganz", "Hoshino", "Ibarra",
    "Jovanović", "Kovač", "Laurent", "Mbeki", "Nakagawa", "Oyelaran", "Park", "Quispe", "Rossi",
    "Santos", "Tóth", "Ueda", "Varga", "Weiss", "Ximenes", "Yilmaz", "Zhang", "Ødegård",
)  # fmt: skip
_TAILS = ("", "_btc", ".stx", "_dev", "77", ".eth", "_ln")


def members(number: int) -> tuple[MemberStory, ...]:
    """The first `number` members; more of them begin with the same ones."""
    return tuple(islice(_everybody(), number))


def _everybody() -> Iterator[MemberStory]:
    yield from KNOWN
    for index in count():
        turn, place = divmod(index, len(_FIRST))
        first = _FIRST[place]
        tail = _TAILS[turn] if turn < len(_TAILS) else f"_{turn}"
        last = _LAST[(index * 7 + turn) % len(_LAST)]
        yield MemberStory(first.lower() + tail, f"{first} {last}" if index % 5 else "")
