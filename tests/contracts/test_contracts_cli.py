"""`tokendesk rooms export-contracts` as scripts use it."""

from pathlib import Path

import pytest
from click.testing import Result

from app.db.clock import SystemClock
from app.db.database import Database
from app.operators.rules import Role
from tests.command_line import printed, refused, run, signed
from tests.factories import desk_of, linear_terms, make_room, principal_of
from tests.operators.people import PASSWORD, make_admin, make_operator


@pytest.fixture
def workspace(file_database: Database) -> Database:
    """A workspace with a viewer and three rooms, one of them on a curve for demos."""
    make_operator(make_admin(file_database, SystemClock()), "vic", Role.VIEWER)
    desk = desk_of(file_database)
    make_room(desk, "one")
    make_room(desk, "two", terms=linear_terms(quote="sats"))
    make_room(
        desk,
        "wild",
        terms=linear_terms(family="exponential", parameters={"base": 1, "rate_bps": 9}),
    )
    return file_database


def export(workspace: Database, *words: str | Path) -> Result:
    return run(
        "rooms", "export-contracts", *words,
        workspace=workspace.location, **signed("vic", PASSWORD),
    )  # fmt: skip


def test_one_room_is_written_and_told(workspace: Database, tmp_path: Path) -> None:
    result = export(workspace, "one", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines[:4]] == [
        "sip-010-trait", "Factory", "KeyToken-ROOM", "KeyVendingMachine-ROOM",
    ]  # fmt: skip
    assert lines[4] == f"4 contracts are in {tmp_path / 'out'}."
    assert (tmp_path / "out" / "Clarinet.toml").is_file()


def test_json_says_names_and_hashes(workspace: Database, tmp_path: Path) -> None:
    said = printed(export(workspace, "one", "two", tmp_path / "out", "--json"))
    assert said["replaced"] is False
    assert said["directory"] == str(tmp_path / "out")
    assert [one["room_id"] for one in said["rooms"]] == ["one", "two"]
    assert said["rooms"][1]["token_contract"] == "KeyToken-ROOM-2"
    assert list(said["contracts"])[:2] == ["sip-010-trait", "Factory"]
    assert all(len(hashed) == 64 for hashed in said["contracts"].values())
    assert printed(export(workspace, "one", "two", tmp_path / "out", "--json"))["replaced"]


def test_the_deployer_can_be_named(workspace: Database, tmp_path: Path) -> None:
    deployer = principal_of("deployer")
    result = export(workspace, "one", tmp_path / "out", "--deployer", deployer)
    assert result.exit_code == 0, result.output
    plan = tmp_path / "out" / "deployments" / "default.testnet-plan.yaml"
    assert f"expected-sender: {deployer}" in plan.read_text()


def test_refusals_are_one_line(workspace: Database, tmp_path: Path) -> None:
    out = tmp_path / "out"
    sentence = refused(export(workspace, "wild", out), "NOT_FOR_THE_CHAIN")
    assert sentence.startswith("family: The contracts' whole numbers")
    sentence = refused(export(workspace, "one", "wild", out), "NOT_FOR_THE_CHAIN")
    assert sentence.startswith("family: Room wild: ")
    refused(export(workspace, "nowhere", out), "u302")
    refused(export(workspace, "one", tmp_path / "no" / "out"), "EXPORT_NO_FOLDER")
    refused(export(workspace, "one", " "), "INVALID_INPUT", exit_code=2)
    refused(export(workspace, "one", out, "--deployer", "x"), "INVALID_INPUT", exit_code=2)
    refused(export(workspace, "one"), "USAGE", exit_code=2)
    assert not out.exists()
    out.mkdir()
    (out / "mine").write_text("")
    assert "isn't empty" in refused(export(workspace, "one", out), "FOLDER_NOT_EMPTY")
    assert [one.name for one in out.iterdir()] == ["mine"]
