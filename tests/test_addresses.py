"""Address texts: published vectors, reasons for what is wrong, and Solana's own library."""

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from solders.pubkey import Pubkey

from app.addresses import (
    AddressKind,
    Network,
    check,
    icp_principal,
    network_of,
    on_ed25519_curve,
    parse_contract,
    parse_principal,
    solana_address,
    stacks_address,
)
from app.errors import InvalidInput

TESTNET = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM"
MAINNET = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7"
HASH = bytes.fromhex("a46ff88886c2ef9762d970b4d2c63678835bd39d")
TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
CHECKSUM_WRONG = (
    "The checksum does not match, so at least one character is wrong or missing. "
    "Copy the principal again."
)
KINDS = st.sampled_from([kind.value for kind in AddressKind])


def reason(text: str, kind: str) -> str:
    found = check(text, kind)
    assert not found.valid
    assert found.detail == ""
    return found.reason


class TestStacks:
    @pytest.mark.parametrize(
        ("version", "text"),
        [
            (22, MAINNET),
            (20, "SM2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKQVX8X0G"),
            (26, "ST2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKQYAC0RQ"),
            (21, "SN2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKP6D2ZK9"),
        ],
    )
    def test_published_addresses_of_one_hash(self, version: int, text: str) -> None:
        assert stacks_address(version, HASH) == text
        assert check(text, "stacks").valid

    @pytest.mark.parametrize(
        ("text", "detail"),
        [
            (MAINNET, "mainnet, single signature"),
            (TESTNET, "testnet, single signature"),
            ("SM2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKQVX8X0G", "mainnet, multiple signatures"),
            ("SN2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKP6D2ZK9", "testnet, multiple signatures"),
            ("SP000000000000000000002Q6VF78", "mainnet, single signature"),
            ("ST000000000000000000002AMW42H", "testnet, single signature"),
        ],
    )
    def test_valid_addresses_say_their_network(self, text: str, detail: str) -> None:
        found = check(text, "stacks")
        assert (found.valid, found.reason, found.detail) == (True, "", detail)

    @given(st.binary(min_size=20, max_size=20), st.sampled_from([20, 21, 22, 26]))
    @example(bytes(20), 22)
    @example(b"\x00\x00" + b"\xff" * 18, 26)
    @example(b"\xff" * 20, 20)
    def test_every_hash_has_a_valid_address(self, hash160: bytes, version: int) -> None:
        found = check(stacks_address(version, hash160), "stacks")
        assert found.valid, found

    @given(
        st.binary(min_size=20, max_size=20),
        st.integers(2, 40),
        st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
    )
    def test_one_wrong_character_is_always_found(
        self, hash160: bytes, place: int, letter: str
    ) -> None:
        good = stacks_address(26, hash160)
        wrong = good[:place] + letter + good[place + 1 :]
        assert check(wrong, "stacks").valid == (wrong == good)

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Type or paste a Stacks principal."),
            (MAINNET[:26], "26 of 41 characters. Copy the whole principal again."),
            ("SP", "2 of 41 characters. Copy the whole principal again."),
            (MAINNET[:40], CHECKSUM_WRONG),
            (MAINNET[:-1] + "8", CHECKSUM_WRONG),
            (MAINNET + "7", "42 characters; a Stacks principal has 41."),
            ("'" + TESTNET, "Leave out the quote sign in front of the principal."),
            (TESTNET.lower(), "Stacks principals are written in capital letters."),
            ("St" + TESTNET[2:], "Stacks principals are written in capital letters."),
            (
                "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
                "A Stacks principal begins with SP, SM, ST or SN.",
            ),
            (
                "SZ2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKQ9H6DPR",
                "A Stacks principal begins with SP, SM, ST or SN.",
            ),
            (MAINNET.replace("0", "O"), None),
            (MAINNET.replace("48", "O8"), "“O” at place 8 is never part of a Stacks principal."),
            ("SP2J6 ZY", "The space at place 6 is never part of a Stacks principal."),
            ("SP2J6\x07ZY", "The sign at place 6 is never part of a Stacks principal."),
            (
                TESTNET + ".token",
                "This names a contract. Leave out the point and the name after it.",
            ),
        ],
    )
    def test_a_reason_says_what_is_wrong(self, text: str, sentence: str | None) -> None:
        if sentence is None:
            assert check(text, "stacks").valid
        else:
            assert reason(text, "stacks") == sentence

    def test_redundant_zeros_do_not_make_a_second_text_of_one_address(self) -> None:
        burn = "SP000000000000000000002Q6VF78"
        assert check("SP0" + burn[2:], "stacks").valid is False
        assert check(burn.replace("SP0", "SP", 1), "stacks").valid is False

    def test_spaces_around_a_pasted_principal_do_not_count(self) -> None:
        assert parse_principal(f"\t {TESTNET}\n", field="creator") == TESTNET

    def test_a_wrong_principal_names_the_field(self) -> None:
        with pytest.raises(InvalidInput, match="26 of 41 characters") as refused:
            parse_principal(MAINNET[:26], field="treasury")
        assert refused.value.field == "treasury"

    def test_a_principal_of_the_other_network_is_refused(self) -> None:
        assert parse_principal(TESTNET, field="creator", network="testnet") == TESTNET
        with pytest.raises(InvalidInput) as refused:
            parse_principal(MAINNET, field="creator", network="testnet")
        assert refused.value.message == (
            "This is a mainnet principal; the workspace is on testnet."
        )
        assert network_of(MAINNET) is Network.MAINNET
        assert network_of(TESTNET + ".token") == "testnet"

    @pytest.mark.parametrize(("version", "size"), [(22, 19), (22, 21), (32, 20), (-1, 20)])
    def test_an_address_of_the_wrong_size_is_a_mistake_in_the_program(
        self, version: int, size: int
    ) -> None:
        with pytest.raises(ValueError, match="20 bytes"):
            stacks_address(version, bytes(size))


class TestContracts:
    @pytest.mark.parametrize("name", ["a", "KeyToken-DEV", "key_token-2", "a" * 40])
    def test_contract_names_follow_claritys_rules(self, name: str) -> None:
        found = check(f"{TESTNET}.{name}", "stacks-contract")
        assert (found.valid, found.detail) == (True, f"testnet, contract {name}")

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Type or paste a Stacks principal."),
            (TESTNET, "Add a point and the contract's name after the address."),
            (TESTNET[:20], "20 of 41 characters. Copy the whole principal again."),
            (TESTNET + ".", "The contract's name after the point is missing."),
            (TESTNET + "." + "a" * 41, "The contract's name has 41 characters; 40 are allowed."),
            (TESTNET[:-1] + "N.token", CHECKSUM_WRONG),
            (".token", "Type or paste a Stacks principal."),
        ],
    )
    def test_a_reason_says_what_is_wrong(self, text: str, sentence: str) -> None:
        assert reason(text, "stacks-contract") == sentence

    @pytest.mark.parametrize("name", ["1token", "-token", "tok.en", "tok en", "töken", "a\n", "a!"])
    def test_other_names_are_refused(self, name: str) -> None:
        assert "begins with a letter" in reason(f"{TESTNET}.{name}x", "stacks-contract")

    def test_a_contract_of_the_other_network_is_refused(self) -> None:
        assert parse_contract(f" {TESTNET}.t", field="contract") == f"{TESTNET}.t"
        with pytest.raises(
            InvalidInput, match="testnet principal; the workspace is on mainnet"
        ) as (refused):
            parse_contract(f"{TESTNET}.t", field="contract", network="mainnet")
        assert refused.value.field == "contract"


class TestSolana:
    @given(st.binary(min_size=32, max_size=32))
    @example(bytes(32))
    @example(b"\xff" * 32)
    @example(b"\x01" + bytes(31))
    @example((2**255 - 20).to_bytes(32, "little"))
    @example((2**255 - 19).to_bytes(32, "little"))
    @example((2**255 - 18).to_bytes(32, "little"))
    @example((2**255 + 1).to_bytes(32, "little"))
    def test_text_and_curve_agree_with_solanas_library(self, key: bytes) -> None:
        official = Pubkey(key)
        assert solana_address(key) == str(official)
        assert on_ed25519_curve(key) == official.is_on_curve()
        assert check(str(official), "solana").valid

    def test_thousands_of_keys_agree_with_solanas_library(self) -> None:
        source = random.Random(7)
        for _ in range(1_000):
            key = source.randbytes(32)
            assert on_ed25519_curve(key) == Pubkey(key).is_on_curve()

    @given(
        st.text(
            alphabet="123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
            min_size=28,
            max_size=46,
        )
    )
    def test_what_is_valid_is_what_solanas_library_reads(self, text: str) -> None:
        try:
            Pubkey.from_string(text)
            readable = True
        except ValueError:
            readable = False
        assert check(text, "solana").valid == readable

    def test_the_detail_tells_wallets_from_programs(self) -> None:
        wallet = check("So11111111111111111111111111111111111111112", "solana")
        program, _ = Pubkey.find_program_address([b"vault"], Pubkey.from_string(TOKEN_PROGRAM))
        assert wallet.valid
        assert check(TOKEN_PROGRAM, "solana").detail.startswith("on the Ed25519 curve")
        assert check(str(program), "solana").detail.startswith("not on the Ed25519 curve")

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Type or paste a Solana address."),
            ("abc", "3 characters; a Solana address has 32 to 44."),
            ("1" * 45, "45 characters; a Solana address has 32 to 44."),
            ("0" + TOKEN_PROGRAM[1:], "“0” at place 1 is never part of a Solana address."),
            ("z" * 44, "It stands for 33 bytes; a Solana address has 32."),
            ("1" * 33, "It stands for 33 bytes; a Solana address has 32."),
        ],
    )
    def test_a_reason_says_what_is_wrong(self, text: str, sentence: str) -> None:
        assert reason(text, "solana") == sentence

    def test_a_key_of_the_wrong_size_is_a_mistake_in_the_program(self) -> None:
        with pytest.raises(ValueError, match="32 bytes"):
            solana_address(bytes(31))


class TestPrincipals:
    @pytest.mark.parametrize(
        ("raw", "text", "detail"),
        [
            ("", "aaaaa-aa", "management canister"),
            ("04", "2vxsx-fae", "anonymous"),
            ("abcd01", "em77e-bvlzu-aq", "canister"),
            ("00000000000000010101", "rrkah-fqaaa-aaaaa-aaaaq-cai", "canister"),
            ("00000000000000020101", "ryjl3-tyaaa-aaaaa-aaaba-cai", "canister"),
        ],
    )
    def test_published_principals(self, raw: str, text: str, detail: str) -> None:
        assert icp_principal(bytes.fromhex(raw)) == text
        found = check(text, "principal")
        assert (found.valid, found.reason, found.detail) == (True, "", detail)

    @given(st.binary(max_size=29))
    def test_every_principal_of_up_to_29_bytes_is_valid(self, raw: bytes) -> None:
        assert check(icp_principal(raw), "principal").valid

    @given(st.binary(max_size=29), st.data())
    def test_one_wrong_letter_is_always_found(self, raw: bytes, data: st.DataObject) -> None:
        good = icp_principal(raw)
        place = data.draw(st.integers(0, len(good) - 1))
        letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567-"))
        wrong = good[:place] + letter + good[place + 1 :]
        assert check(wrong, "principal").valid == (wrong == good)

    def test_the_classes_of_principals_are_told_apart(self) -> None:
        assert check(icp_principal(bytes(28) + b"\x02"), "principal").detail.startswith("self")
        assert check(icp_principal(bytes(9) + b"\x03"), "principal").detail == "derived"
        assert check(icp_principal(bytes(9) + b"\x7f"), "principal").detail == "reserved"
        assert check(icp_principal(bytes(9) + b"\x2a"), "principal").detail == "unknown class"

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "Type or paste an ICP principal."),
            ("AAAAA-AA", "ICP principals are written in small letters."),
            ("aaaaa-a1", "“1” at place 8 is never part of an ICP principal."),
            ("aaaaaaa", "A dash must stand after each five characters, and nowhere else."),
            ("aaaaa-aa-", "A dash must stand after each five characters, and nowhere else."),
            ("aaaaa-ab", CHECKSUM_WRONG),
            ("rrkah-fqaaa-aaaaa-aaaaq-c", CHECKSUM_WRONG),
            ("rrkah-fqaaa-aaaaa-aaaaq-cqi", CHECKSUM_WRONG),
            ("-", CHECKSUM_WRONG),
            ("aaa", "3 letters can't be a whole principal. Copy the principal again."),
            ("a" * 64, "64 characters; an ICP principal has at most 63."),
        ],
    )
    def test_a_reason_says_what_is_wrong(self, text: str, sentence: str) -> None:
        assert reason(text, "principal") == sentence

    def test_too_many_bytes_are_a_mistake_in_the_program(self) -> None:
        with pytest.raises(ValueError, match="29 bytes"):
            icp_principal(bytes(30))


@given(st.text(), KINDS)
@example("S" * 1_000_000, "stacks")
@example("1" * 1_000_000, "solana")
@example("a" * 1_000_000, "principal")
@example(TESTNET + "." + "a" * 1_000_000, "stacks-contract")
@example("\udcff", "stacks")
def test_any_text_gets_a_verdict_with_a_reason(text: str, kind: str) -> None:
    found = check(text, kind)
    assert found.text == text
    assert found.kind == kind
    assert found.valid == (found.reason == "") == (found.detail != "")


@given(st.from_regex(r"S[PMTN][0-9A-HJKMNP-TV-Z]{0,45}(\.[a-z]{0,3})?", fullmatch=True), KINDS)
def test_what_looks_like_a_principal_gets_a_verdict_too(text: str, kind: str) -> None:
    assert check(text, kind).reason != "" or check(text, kind).valid


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="solana, stacks, stacks-contract, principal") as refused:
        check(TESTNET, "bitcoin")
    assert refused.value.field == "kind"
