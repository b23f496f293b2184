"""Legacy rooms are migrated from the command line, with the example that is shipped."""

import json
from pathlib import Path

import pytest

from app.kit.resources import resource
from tests.command_line import printed, refused, run

GOOD = resource("examples", "legacy-rooms.csv")
BAD = resource("examples", "legacy-rooms-with-faults.csv")
DEMO_STAGES = {
    "57": "imported",
    "58": "snapshot",
    "61": "imported",
    "64": "snapshot",
    "72": "imported",
}
TREASURY = "ST16EB18W66V9JP9TG82PCXBA94EPNWS6GB7ZAVFW"


def stages(workspace: Path) -> dict[str, str]:
    """The stage of each legacy room."""
    rooms = printed(run("rooms", "legacy", "list", "--json", workspace=workspace))
    assert isinstance(rooms, list)
    return {room["room_id"]: room["stage"] for room in rooms}


def test_example_with_faults_is_listed_line_by_line_and_refused(demo_copy: Path) -> None:
    result = run("rooms", "migrate-legacy", BAD, "--dry-run", workspace=demo_copy)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [int(line.split(":")[0].removeprefix("line ")) for line in lines[:-1]] == [*range(7, 20)]
    assert lines[0] == "line 7: holder: Line 2 has this holder in this room already."
    assert lines[-1] == "13 faults in 18 lines; nothing was imported."


def test_faults_as_json_have_line_column_and_sentence(demo_copy: Path) -> None:
    result = run("rooms", "migrate-legacy", BAD, "--json", workspace=demo_copy)
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["ok"], found["written"], found["fault_count"]) == (False, False, 13)
    assert found["faults"][1] == {
        "line": 8,
        "field": "holder",
        "message": "There is no member 'mirella'.",
    }
    assert stages(demo_copy) == DEMO_STAGES


def test_dry_run_of_the_good_example_writes_nothing(demo_copy: Path) -> None:
    found = printed(
        run("rooms", "migrate-legacy", GOOD, "--dry-run", "--json", workspace=demo_copy)
    )
    assert (found["ok"], found["dry_run"], found["written"]) == (True, True, False)
    assert (found["rooms"], found["holders"], found["keys"], found["new_members"]) == (2, 5, 31, 1)
    assert stages(demo_copy) == DEMO_STAGES


def test_import_is_the_same_as_migrate_legacy(demo_copy: Path) -> None:
    words = ("import", GOOD, "--kind", "legacy-rooms", "--json")
    assert printed(run(*words, workspace=demo_copy))["written"] is True
    assert stages(demo_copy) == DEMO_STAGES | {"129": "imported", "lobby": "imported"}


def test_room_is_taken_through_all_phases(demo_copy: Path) -> None:
    def legacy(*words: str) -> dict[str, object]:
        found = printed(run("rooms", "legacy", *words, "--json", workspace=demo_copy))
        assert isinstance(found, dict)
        return found

    run("rooms", "migrate-legacy", GOOD, workspace=demo_copy)
    assert legacy("snapshot", "129")["stage"] == "snapshot"
    assert legacy("switch", "129", "--note", "Release 41")["stage"] == "switched"
    terms = ("--curve", "linear", "--param", "base=1000000", "--param", "slope=100000")
    opened = legacy("open", "129", *terms, "--quote", "uSTX", "--treasury", TREASURY)
    assert (opened["required"], opened["shortfall"]) == (39_000_000, 39_000_000)
    refused(run("rooms", "resume", "129", workspace=demo_copy), "RESERVE_SHORT")
    legacy("fill", "129", "--amount", "37050000", "--source", "transferred")
    words = ("fill", "129", "--amount", "1950000", "--source", "topped_up")
    refused(run("rooms", "legacy", *words, workspace=demo_copy), "INVALID_INPUT", exit_code=2)
    covered = legacy(*words, "--reason", "Fees that the old pot kept")
    assert (covered["stage"], covered["shortfall"]) == ("covered", 0)
    assert printed(run("rooms", "resume", "129", "--json", workspace=demo_copy))["supply"] == 20
    assert legacy("deprecate", "129", "--reason", "Moved")["stage"] == "deprecated"
    assert printed(run("audit", "--json", workspace=demo_copy))["ok"] is True


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_file_that_cannot_be_read_is_said_so(demo_copy: Path, name: str) -> None:
    result = run("rooms", "migrate-legacy", demo_copy.parent / name, workspace=demo_copy)
    refused(result, "NOT_FOUND" if name.endswith("csv") else "CANT_READ")


def test_file_of_another_kind_is_wrong_usage(demo_copy: Path) -> None:
    result = run("rooms", "migrate-legacy", demo_copy, workspace=demo_copy)
    sentence = refused(result, "INVALID_INPUT", exit_code=2)
    assert "The first line must name the columns" in sentence


def test_snapshots_of_all_rooms_are_taken_at_once(demo_copy: Path) -> None:
    run("rooms", "migrate-legacy", GOOD, workspace=demo_copy)
    taken = printed(run("rooms", "legacy", "snapshot", "--all", "--json", workspace=demo_copy))
    assert {room["room_id"] for room in taken} == {"129", "lobby", "57", "61", "72"}
    assert {room["stage"] for room in taken} == {"snapshot"}
    assert set(stages(demo_copy).values()) == {"snapshot"}
    assert printed(run("rooms", "legacy", "snapshot", "--all", "--json", workspace=demo_copy)) == []
    refused(run("rooms", "legacy", "snapshot", workspace=demo_copy), "INVALID_INPUT", exit_code=2)
