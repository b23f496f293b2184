"""Whatever is pasted, its passport says what it is and, where it is wrong, why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.addresses import icp_principal, solana_address, stacks_address
from app.passport import (
    FARTHEST,
    TextKind,
    distance,
    looks_like,
    pieces,
    read_passport,
)

ANA = "ST16EB18W66V9JP9TG82PCXBA94EPNWS6GB7ZAVFW"
MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7"
CANISTER = "rrkah-fqaaa-aaaaa-aaaaq-cai"
HASHES = st.binary(min_size=20, max_size=20)


@pytest.mark.parametrize(
    ("text", "kind", "network", "detail"),
    [
        (ANA, TextKind.STACKS, "testnet", "testnet, single signature"),
        (f"  {MAINNET}\n", TextKind.STACKS, "mainnet", "mainnet, single signature"),
        (f"{ANA}.key-token", TextKind.STACKS_CONTRACT, "testnet", "testnet, contract key-token"),
        (CANISTER, TextKind.PRINCIPAL, "", "canister"),
        ("2vxsx-fae", TextKind.PRINCIPAL, "", "anonymous"),
        ("So11111111111111111111111111111111111111112", TextKind.SOLANA, "",
         "on the Ed25519 curve: can be a wallet"),
        ("0x" + "ab" * 32, TextKind.STACKS_TX, "", ""),
        ("AB" * 32, TextKind.STACKS_TX, "",
         "written without 0x; as an ICP account its checksum is wrong"),
        ("d708085d000102030405060708090a0b0c0d0e0f101112131415161718191a1b", TextKind.ICP_ACCOUNT,
         "", "its checksum matches"),
    ],
)  # fmt: skip
def test_valid_text(text: str, kind: TextKind, network: str, detail: str) -> None:
    found = read_passport(text)
    assert (found.kind, found.valid, found.network) == (kind, True, network)
    assert (found.detail, found.reason, found.mendings) == (detail, "", ())


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("", TextKind.UNKNOWN, "Paste an address."),
        (" \t", TextKind.UNKNOWN, "Paste an address."),
        ("x" * 401, TextKind.UNKNOWN, "too long"),
        ("hello", TextKind.UNKNOWN, "no kind of address"),
        ("proof-party", TextKind.UNKNOWN, "no kind of address"),
        ("\ud800 \0", TextKind.UNKNOWN, "no kind of address"),
        ("0x" + "ab" * 31, TextKind.STACKS_TX, "62 hex digits; a transaction's id has 64."),
        ("0x" + "ab" * 20, TextKind.ETHEREUM, "nothing here is on Ethereum"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", TextKind.BITCOIN, "kept under Stacks addresses"),
        ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", TextKind.BITCOIN, "A Bitcoin address"),
        (f"{ANA}.", TextKind.STACKS_CONTRACT, "name after the point is missing"),
        (f"{ANA}.1", TextKind.STACKS_CONTRACT, "begins with a letter"),
    ],
)
def test_text_that_is_not_valid(text: str, kind: TextKind, words: str) -> None:
    found = read_passport(text)
    assert (found.kind, found.valid) == (kind, False)
    assert words in found.reason


@pytest.mark.parametrize(
    ("text", "place", "wrong", "right"),
    [
        (f"{ANA[:10]}X{ANA[11:]}", 11, "X", ANA[10]),
        (f"{ANA[:12]}{ANA[13:]}", 13, "", ANA[12]),
        (f"{ANA[:20]}Z{ANA[20:]}", 21, "Z", ""),
        (f"{ANA[:11]}{ANA[12]}{ANA[11]}{ANA[13:]}", 12, ANA[12] + ANA[11], ANA[11] + ANA[12]),
        (ANA.lower(), 1, "s", "S"),
        (f"'{ANA}", 1, "'", ""),
    ],
)
def test_slip_of_the_hand_is_found(text: str, place: int, wrong: str, right: str) -> None:
    found = read_passport(text)
    assert not found.valid
    assert found.network == "testnet"
    [mending] = found.mendings
    assert (mending.text, mending.place, mending.wrong, mending.right) == (ANA, place, wrong, right)


def test_slip_in_a_contracts_address_is_found() -> None:
    found = read_passport(f"{ANA[:10]}X{ANA[11:]}.key-token")
    assert [mending.text for mending in found.mendings] == [f"{ANA}.key-token"]


def test_slip_in_an_icp_principal_is_found() -> None:
    found = read_passport(CANISTER.replace("aaaaq", "aaabq"))
    assert [mending.text for mending in found.mendings] == [CANISTER]


def test_two_slips_are_too_many() -> None:
    assert read_passport(f"{ANA[:10]}XX{ANA[12:]}").mendings == ()


@given(HASHES, st.sampled_from([20, 21, 22, 26]))
def test_twin_of_a_twin_is_the_address_itself(hashed: bytes, version: int) -> None:
    found = read_passport(stacks_address(version, hashed))
    assert found.valid
    twin = read_passport(found.twin)
    assert twin.valid
    assert {found.network, twin.network} == {"mainnet", "testnet"}
    assert twin.twin == found.text


@given(st.text(max_size=120))
def test_whatever_is_pasted_has_an_answer(text: str) -> None:
    found = read_passport(text)
    assert found.valid or found.reason


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=29))
def test_addresses_of_other_chains_are_told_apart(key: bytes, raw: bytes) -> None:
    assert read_passport(solana_address(key)).kind is TextKind.SOLANA
    assert read_passport(icp_principal(raw)).kind is TextKind.PRINCIPAL


def edits(one: str, other: str) -> int:
    """The distance by its definition, without any limit."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row = row, [at]
        for place, there in enumerate(other, 1):
            row.append(
                min(before[place - 1] + (letter != there), before[place] + 1, row[place - 1] + 1)
            )
    return row[-1]


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_distance_is_levenshteins_up_to_its_limit(one: str, other: str) -> None:
    assert distance(one, other) == min(edits(one, other), FARTHEST + 1)


@given(st.text("abcdef", min_size=20, max_size=45), st.data())
def test_whatever_is_near_holds_one_of_the_pieces(text: str, data: st.DataObject) -> None:
    near = text
    for _ in range(FARTHEST):
        at = data.draw(st.integers(0, len(near)))
        kept = at + data.draw(st.integers(0, 1))
        near = near[:at] + data.draw(st.sampled_from(["", "z"])) + near[kept:]
    assert distance(text, near) <= FARTHEST
    assert any(piece in near for piece in pieces(text))


def test_short_texts_are_not_compared() -> None:
    assert pieces("proof-party") == ()


def test_same_ends_look_alike() -> None:
    assert looks_like(ANA, ANA[:6] + "0" * 31 + ANA[-4:])
    assert not looks_like(ANA, ANA)
    assert not looks_like(ANA, MAINNET)
