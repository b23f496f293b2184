"""What the address passport says, in words."""

from PySide6.QtCore import QCoreApplication

from app.assembly.known_addresses import Acquaintance, Near, Whose
from app.kit.translation import said
from app.passport import Mending, Passport, TextKind

translate = QCoreApplication.translate


def kind_words(kind: TextKind) -> str:
    """What a text is."""
    return {
        TextKind.STACKS: translate("Passport", "Stacks address"),
        TextKind.STACKS_CONTRACT: translate("Passport", "Stacks contract"),
        TextKind.SOLANA: translate("Passport", "Solana address"),
        TextKind.PRINCIPAL: translate("Passport", "ICP principal"),
        TextKind.ICP_ACCOUNT: translate("Passport", "ICP account"),
        TextKind.STACKS_TX: translate("Passport", "Transaction id"),
        TextKind.SOLANA_TX: translate("Passport", "Solana transaction"),
        TextKind.BITCOIN: translate("Passport", "Bitcoin address"),
        TextKind.ETHEREUM: translate("Passport", "Ethereum address"),
        TextKind.UNKNOWN: translate("Passport", "No address"),
    }[kind]


def verdict(passport: Passport, known: Acquaintance) -> tuple[str, str, str]:
    """Tone, title and sentence of the notice on top."""
    if passport.kind is TextKind.UNKNOWN and known.is_known:
        return "ok", translate("Passport", "A room ID"), ""
    title = kind_words(passport.kind)
    if passport.network:
        title = f"{title} · {said(passport.network.capitalize())}"
    if not passport.valid:
        return "error", title, passport.reason
    if known.is_foreign:
        words = translate("Passport", "Valid, but the workspace is on {network}.")
        return "warn", title, words.format(network=said(known.network))
    if known.near and not known.is_known:
        return "warn", title, translate("Passport", "Valid, and dangerously like a known one.")
    return "ok", title, detail_words(passport) or translate("Passport", "Valid.")


def detail_words(passport: Passport) -> str:
    """What a valid text says of itself; details name their network first, as the title does."""
    parts = [part for part in passport.detail.split(", ") if part != passport.network]
    return ", ".join(said(part) for part in parts)


def near_words(near: Near) -> str:
    """How near a known address is: "One character from the treasury of Devs Hangout"."""
    name = whose_words(near)
    if near.distance == 0:
        return translate("Passport", "This is {name}").format(name=name)
    if near.distance == 1:
        return translate("Passport", "One character from {name}").format(name=name)
    if near.distance == 2:
        return translate("Passport", "Two characters from {name}").format(name=name)
    words = translate("Passport", "Begins and ends like {name}, and is another")
    return words.format(name=name)


def whose_words(near: Near) -> str:
    """Whose a known address is."""
    words = {
        Whose.TREASURY: translate("Passport", "the treasury of {name}"),
        Whose.CONTRACT: translate("Passport", "a contract of {name}"),
        Whose.CREATOR: translate("Passport", "the creator of {name}"),
        Whose.MEMBER: translate("Passport", "the member {name}"),
        Whose.ROOM: translate("Passport", "the room {name}"),
        Whose.TRANSACTION: translate("Passport", "a deployment of {name}"),
    }[near.whose]
    return words.format(name=near.name)


def mending_words(mending: Mending) -> str:
    """Which slip of the hand it was."""
    if not mending.wrong:
        words = translate("Passport", "Character {place} is missing: {right}")
    elif not mending.right:
        words = translate("Passport", "Character {place} is too much: {wrong}")
    else:
        words = translate("Passport", "Character {place} should be {right}, not {wrong}")
    return words.format(place=mending.place, wrong=mending.wrong, right=mending.right)
