"""Reads scenarios from files and writes them, and says where in a file something is wrong."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from inspect import cleandoc
from pathlib import Path
from typing import Any, Final

import msgspec

from app.errors import InvalidInput, NotFound, Unavailable, UserError
from app.kit.resources import resource
from app.simulator.agents import AgentKind
from app.simulator.scenario import EventKind, Scenario, check_scenario
from app.vending.rules import FeeMode

FOLDER: Final = "scenarios"
SCHEMA: Final = "scenario.schema.json"
SHIPPED: Final = ("launch", "pump-and-dump", "bank-run", "slow-growth")
LARGEST_FILE_BYTES: Final = 1_000_000

_BLANKS = " \t\r\n"
_DECODER = json.JSONDecoder()
_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_NAMED = re.compile(r"(?:missing required|contains unknown) field `(?P<name>[^`]*)`$")
_TYPES: Final[Mapping[str, str]] = {
    "int": "a whole number",
    "float": "a number with decimals",
    "str": "text",
    "bool": "true or false",
    "null": "nothing",
    "array": "a list",
    "object": "an object",
}
_ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    "agent": AgentKind,
    "kind": EventKind,
    "fee_mode": FeeMode,
}


def load_scenario(name_or_path: str) -> Scenario:
    """One of the shipped scenarios by its name, else the one in a file.

    Raises NotFound and Unavailable (field `scenario`), and as `parse_scenario` does.
    """
    if name_or_path in SHIPPED:
        path = resource(FOLDER, f"{name_or_path}.json")
    else:
        path = Path(name_or_path).expanduser()
    return parse_scenario(_content(path))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except FileNotFoundError:
        known = ", ".join(SHIPPED)
        raise NotFound(
            f"There is no scenario or file {str(path)!r}; shipped are {known}.",
            code="SCENARIO_NOT_FOUND",
            field="scenario",
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it can't be a file's name"
        raise Unavailable(f"The scenario can't be read: {why}.", field="scenario") from None
    if len(content) > LARGEST_FILE_BYTES:
        raise InvalidInput("A scenario's file has at most a million bytes.", field="scenario")
    return content


def save_scenario(path: Path, scenario: Scenario) -> None:
    """Write the scenario as a file that `load_scenario` takes back, whole or not at all.

    Raises InvalidInput as `check_scenario` does, and Unavailable (field `path`).
    """
    text = scenario_text(check_scenario(scenario))
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
        why = getattr(error, "strerror", None) or str(error)
        raise Unavailable(f"{path.name} couldn't be written: {why}.", field="path") from None


def scenario_text(scenario: Scenario) -> str:
    """The scenario as JSON for people to read and change."""
    return msgspec.json.format(msgspec.json.encode(scenario), indent=2).decode() + "\n"


def schema_text() -> str:
    """The JSON schema (2020-12) of scenario files, as it is published beside them."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= msgspec.json.schema(Scenario)
    for part in schema["$defs"].values():
        if "description" in part:
            part["description"] = cleandoc(part["description"])
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def parse_scenario(content: bytes | str) -> Scenario:
    """The scenario that JSON describes.

    Raises InvalidInput: `field` is the path of the value (`mix[2].percent`), the message and
    `details["line"]` say where it stands.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        return check_scenario(msgspec.json.decode(text, type=Scenario))
    except msgspec.ValidationError as error:
        raise _located(_refusal(str(error)), text) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise _malformed(content) from None
    except InvalidInput as error:
        raise _located(error, text) from None


def _refusal(said: str) -> InvalidInput:
    """What msgspec found wrong, as a sentence with the value's path."""
    found = _AT.match(said)
    what, path = (found["what"], found["path"] or "") if found else (said, "")
    named = _NAMED.search(what)
    path = ".".join(filter(None, (path.removeprefix("."), named["name"] if named else "")))
    # Of an object with names of its own, msgspec doesn't say which one.
    field = path.partition("[...]")[0][:200] or "scenario"
    if what.startswith("Invalid enum value"):
        choices = _ENUMS.get(field.rpartition(".")[2])
        if choices is not None:
            return InvalidInput(f"Choose one of {', '.join(choices)}.", field=field)
    if named:
        missing = what.startswith("Object missing")
        sentence = "This value is missing." if missing else "A scenario has no such value."
        return InvalidInput(sentence, field=field)
    words = re.sub(r"`([^`]*)`", lambda found: _TYPES.get(found[1], found[1]), what)
    return InvalidInput(f"{words}.", field=field)


def _located(error: InvalidInput, text: str) -> UserError:
    line = line_of(text, error.field or "")
    if line is None:
        return error
    return InvalidInput(
        f"{error.message[:-1]} (line {line}).", field=error.field, details={"line": line}
    )


def _malformed(content: bytes | str) -> InvalidInput:
    try:
        json.loads(content)
    except json.JSONDecodeError as error:
        return InvalidInput(
            f"This is no JSON: {error.msg} (line {error.lineno}).",
            field="scenario",
            details={"line": error.lineno},
        )
    except (UnicodeError, RecursionError, ValueError):
        pass
    return InvalidInput("A scenario is a file of JSON in UTF-8.", field="scenario")


def line_of(text: str, path: str) -> int | None:
    """The line, from 1, of the value at a path such as `mix[2].percent` in a JSON text.

    Where the value is missing, that of what should hold it; None where that can't be found.
    """
    at = _skip(text, 0)
    try:
        for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
            found = _member(text, at, name) if name else _item(text, at, int(index))
            if found is None:
                break
            at = found
    except (ValueError, IndexError, StopIteration):
        return None
    return text.count("\n", 0, at) + 1


def _skip(text: str, at: int) -> int:
    while text[at : at + 1] in _BLANKS and at < len(text):
        at += 1
    return at


def _member(text: str, at: int, name: str) -> int | None:
    """Where the value of an object's member begins; the object's brace is at `at`."""
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == name:
            return at
        at = _after(text, at)
    return None


def _item(text: str, at: int, index: int) -> int | None:
    """Where an array's item begins; the array's bracket is at `at`."""
    at = _skip(text, at + 1)
    for _ in range(index):
        if text[at] == "]":
            return None
        at = _after(text, at)
    return at


def _after(text: str, at: int) -> int:
    """Where the next item or member begins, or the closing bracket stands."""
    _, at = _DECODER.raw_decode(text, at)
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at
