"""`tokendesk wallets check` as scripts use it."""

import json

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from app.addresses import AddressKind
from app.members.wallets_cli import wallets

STACKS = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM"
SOLANA = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"


def run(*arguments: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(wallets, ["check", *arguments], input=typed)


def objects(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("stacks", STACKS),
        ("stacks-contract", STACKS + ".KeyToken-DEV"),
        ("solana", SOLANA),
        ("principal", "rrkah-fqaaa-aaaaa-aaaaq-cai"),
    ],
)
def test_a_valid_address_exits_with_0(kind: str, text: str) -> None:
    result = run(text, "--kind", kind)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"valid    {text}  ")


def test_one_invalid_address_among_valid_ones_exits_with_1() -> None:
    result = run(STACKS, STACKS[:26], "--kind", "stacks")
    assert result.exit_code == 1
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        f"valid    {STACKS}  testnet, single signature",
        f"invalid  {STACKS[:26]}  26 of 41 characters. Copy the whole principal again.",
    ]


def test_json_is_one_object_a_line() -> None:
    result = run(STACKS, "x", "--kind", "stacks", "--json")
    assert objects(result) == [
        {
            "text": STACKS,
            "kind": "stacks",
            "valid": True,
            "reason": "",
            "detail": "testnet, single signature",
        },
        {
            "text": "x",
            "kind": "stacks",
            "valid": False,
            "reason": "A Stacks principal begins with SP, SM, ST or SN.",
            "detail": "",
        },
    ]


def test_a_dash_reads_one_address_a_line() -> None:
    typed = f"{STACKS}\r\n\n   \nwrong\n"
    result = run("-", "--kind", "stacks", "--json", typed=typed)
    assert [found["text"] for found in objects(result)] == [STACKS, "wrong"]
    assert result.exit_code == 1


def test_a_dash_stands_among_other_addresses() -> None:
    result = run(STACKS, "-", STACKS, "--kind", "stacks", typed=f"{STACKS}\n")
    assert result.stdout.count("valid    ") == 3
    assert result.exit_code == 0


def test_nothing_on_standard_input_is_wrong_usage() -> None:
    result = run("-", "--kind", "stacks", typed="\n")
    assert result.exit_code == 2
    assert result.stderr == (
        "error: INVALID_INPUT: address: There is no address on standard input.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ([STACKS], "Missing option '--kind'"),
        (["--kind", "stacks"], "Missing argument 'ADDRESS"),
        ([STACKS, "--kind", "bitcoin"], "'bitcoin' is not one of 'solana', 'stacks'"),
    ],
)
def test_wrong_usage_is_one_line(arguments: list[str], part: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: USAGE: ")
    assert result.stderr.count("\n") == 1
    assert part in result.stderr


@given(st.binary(max_size=200), st.sampled_from([kind.value for kind in AddressKind]))
def test_any_bytes_on_standard_input_get_a_verdict(typed: bytes, kind: str) -> None:
    result = run("-", "--kind", kind, "--json", typed=typed)
    assert result.exit_code in (0, 1, 2)
    for found in objects(result):
        assert list(found) == ["text", "kind", "valid", "reason", "detail"]
    if result.exit_code == 2:
        assert result.stdout == ""


@given(st.text(), st.sampled_from([kind.value for kind in AddressKind]))
def test_any_text_as_an_address_is_one_line(text: str, kind: str) -> None:
    result = run("--kind", kind, "--", text)
    assert result.exit_code in (0, 1, 2)
    assert (result.stdout + result.stderr).count("\n") == 1
