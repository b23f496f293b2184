"""Scenario files are taken back as they were written, and what is wrong in one is named."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, NotFound, Unavailable, UserError
from app.kit.resources import resource_text
from app.simulator import scenario_files
from app.simulator.scenario import chosen
from app.simulator.scenario_files import (
    SCHEMA,
    SHIPPED,
    line_of,
    load_scenario,
    parse_scenario,
    save_scenario,
    scenario_text,
    schema_text,
)
from tests.simulator.runs import facts, scenario


def refused(**changes: Any) -> InvalidInput:
    """The refusal of the small scenario with these values."""
    text = json.dumps(facts(**changes))
    with pytest.raises(InvalidInput) as caught:
        parse_scenario(text)
    return caught.value


def share(**changes: Any) -> list[dict[str, Any]]:
    """A mix of one kind."""
    one = {"agent": "random", "percent": 100, "budget": {"lowest": 1, "highest": 2}}
    return [one | changes]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_come_back_as_they_were_saved(name: str, tmp_path: Path) -> None:
    found = load_scenario(name)
    path = tmp_path / "mine.json"
    save_scenario(path, found)
    assert load_scenario(str(path)) == found
    assert [file.name for file in tmp_path.iterdir()] == ["mine.json"]
    assert found.scenes[-1].step == found.steps


def test_the_published_schema_is_that_of_the_program() -> None:
    assert resource_text(scenario_files.FOLDER, SCHEMA) == schema_text()
    parts = json.loads(schema_text())["$defs"]
    assert all(
        part["additionalProperties"] is False for part in parts.values() if "enum" not in part
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"steps": 10**9}, "steps"),
        ({"steps": "100"}, "steps"),
        ({"steps": 0}, "steps"),
        ({"steps": 1.5}, "steps"),
        ({"steps": 10**30}, "steps"),
        ({"seed": -1}, "seed"),
        ({"agents": 0}, "agents"),
        ({"agents": None}, "agents"),
        ({"name": ""}, "name"),
        ({"name": "Überschwang"}, "name"),
        ({"begins_at": "2026-01-05T09:00:00"}, "begins_at"),
        ({"begins_at": "1926-01-05T09:00:00Z"}, "begins_at"),
        ({"speed": 3}, "speed"),
        ({"mix": []}, "mix"),
        ({"mix": share(percent=99)}, "mix"),
        ({"mix": share() + share()}, "mix[1].agent"),
        ({"mix": share(agent="trader")}, "mix[0].agent"),
        ({"mix": share(percent=-1)}, "mix[0].percent"),
        ({"mix": share(budget={"lowest": -5, "highest": 2})}, "mix[0].budget.lowest"),
        ({"mix": share(budget={"lowest": 5, "highest": 2})}, "mix[0].budget.highest"),
        ({"mix": share(budget={"lowest": 5})}, "mix[0].budget.highest"),
        ({"mix": share(budget=7)}, "mix[0].budget"),
        ({"market": {"family": "cubic", "parameters": {}}}, "market.family"),
        ({"market": {"family": "flat", "parameters": {}}}, "market.parameters.price"),
        ({"market": {"family": "flat", "parameters": {"price": 0}}}, "market.parameters.price"),
        ({"market": {"family": "flat", "parameters": {"price": [[1]]}}}, "market.parameters"),
        (
            {"market": {"family": "flat", "parameters": {"price": 1}, "creator_bps": 1_001}},
            "market.creator_bps",
        ),
        (
            {"market": {"family": "flat", "parameters": {"price": 1}, "fee_mode": "off"}},
            "market.fee_mode",
        ),
        (
            {"market": {"family": "flat", "parameters": {"price": 2**62}, "opening_supply": 9}},
            "market.opening_supply",
        ),
        ({"events": [{"step": 1, "kind": "flood"}]}, "events[0].kind"),
        ({"events": [{"step": -1, "kind": "rush"}]}, "events[0].step"),
        ({"events": [{"step": 1, "kind": "whale_enters"}]}, "events[0].budget"),
        ({"events": [{"step": 1, "kind": "rush", "budget": 5}]}, "events[0].budget"),
        ({"scenes": [{"step": 5, "title": "a"}, {"step": 5, "title": "b"}]}, "scenes[1].step"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wrong_value_is_named(changes: dict[str, Any], field: str) -> None:
    error = refused(**changes)
    assert error.field == field
    assert "`" not in error.message
    assert error.message.endswith(".")


def test_a_missing_value_is_named() -> None:
    without = {name: value for name, value in facts().items() if name != "agents"}
    with pytest.raises(InvalidInput) as caught:
        parse_scenario(json.dumps(without))
    assert (caught.value.field, caught.value.message) == (
        "agents",
        "This value is missing (line 1).",
    )


def test_types_are_said_in_words() -> None:
    assert refused(steps="5").message == "Expected a whole number, got text (line 1)."


def test_the_line_of_a_wrong_value_is_said() -> None:
    text = json.dumps(facts(mix=share(percent=120)), indent=1)
    with pytest.raises(InvalidInput) as caught:
        parse_scenario(text)
    line = caught.value.details["line"]
    assert '"percent": 120' in text.splitlines()[line - 1]
    assert caught.value.message.endswith(f"(line {line}).")


def test_unknown_agents_are_told_which_there_are() -> None:
    message = refused(mix=share(agent="trader")).message
    assert "random, momentum, contrarian, whale, sniper, holder, panic_seller" in message


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 5_000, b'{"name": NaN}', b"null", b"{}x"]
)
def test_what_is_no_scenario_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        parse_scenario(content)


def test_the_line_of_broken_json_is_said() -> None:
    with pytest.raises(InvalidInput, match=r"\(line 3\)\.$") as caught:
        parse_scenario(b'{\n"name": "x",\n"steps": 1,,\n}')
    assert caught.value.details == {"line": 3}


@given(st.binary(max_size=60))
def test_no_bytes_upset_it(content: bytes) -> None:
    with suppress(InvalidInput):
        parse_scenario(content)


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_path_upsets_the_search_for_its_line(text: str, path: str) -> None:
    line = line_of(text, path)
    assert line is None or line >= 1


def test_files_that_are_not_there_or_too_large_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="shipped are launch"):
        load_scenario(str(tmp_path / "none.json"))
    with pytest.raises(Unavailable):
        load_scenario(str(tmp_path))
    with pytest.raises(UserError):
        load_scenario("a\0b")
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 1_000_001)
    with pytest.raises(InvalidInput, match="million"):
        load_scenario(str(large))


def test_a_scenario_that_cant_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        save_scenario(tmp_path / "none" / "mine.json", scenario())
    assert caught.value.field == "path"
    with pytest.raises(InvalidInput):
        save_scenario(tmp_path / "x.json", msgspec.structs.replace(scenario(), mix=()))
    assert list(tmp_path.iterdir()) == []


def test_a_byte_order_mark_doesnt_matter() -> None:
    assert parse_scenario(b"\xef\xbb\xbf" + scenario_text(scenario()).encode()) == scenario()


def test_steps_and_seed_can_be_chosen_within_bounds() -> None:
    assert (chosen(scenario(), steps=5).steps, chosen(scenario(), seed=9).seed) == (5, 9)
    for field, value in (("steps", 0), ("steps", 10**9), ("seed", -1), ("seed", 2**63)):
        with pytest.raises(InvalidInput) as caught:
            chosen(scenario(), **{field: value})
        assert caught.value.field == field
