"""The Spanish catalogue: every text of the program is in it, and nothing else."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from app.kit.resources import resource
from tests.bypassing import bypassing
from tests.texts import Module, Texts, modules, said, translated

PLACEHOLDER = re.compile(r"%\d|%n|\{\w*\}")
TAG = re.compile(r"</?[a-z]+[^<>]*>")
LISTS = ("Jan Feb", "Mon Tue")
"""Beginnings of texts that are taken apart into words; there must be as many."""
NO_WORDS = {
    "Tokendesk",
    " · Tokendesk",
    "PDF",
    "ST…",
    "postgresql://user@host:5432/database",
    "Proof of books",  # The title of an error, which is translated where it is shown.
}


@pytest.fixture(scope="module")
def program() -> list[Module]:
    return modules()


@pytest.fixture(scope="module")
def shown(program: list[Module]) -> Texts:
    return translated(program)


@pytest.fixture(scope="module")
def places(program: list[Module], shown: Texts) -> dict[str, list[str]]:
    """Every text that a person can read, and where it stands."""
    return {**said(program).places, **shown.places}


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    texts = json.loads(resource("translations", "es.json").read_text(encoding="utf-8"))
    assert isinstance(texts, dict)
    return texts


def placeholders(text: str) -> Counter[str]:
    """What is filled in later; whether a fact is translated is the language's own business."""
    return Counter(PLACEHOLDER.findall(text.replace(":said}", "}")))


def parsed(tmp_path: Path, source: str, name: str = "kit/piece.py") -> list[Module]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return modules(tmp_path)


def test_every_text_has_a_translation(
    places: dict[str, list[str]], catalogue: dict[str, str]
) -> None:
    missing = {text: where[0] for text, where in places.items() if not catalogue.get(text)}
    assert not missing


def test_no_translation_is_unused(places: dict[str, list[str]], catalogue: dict[str, str]) -> None:
    assert not sorted(set(catalogue) - set(places))


def test_every_translated_text_can_be_read_from_the_source(shown: Texts) -> None:
    assert not shown.strange


def test_words_in_the_window_go_through_translation(program: list[Module]) -> None:
    assert not [each for each in bypassing(program) if each[1] not in NO_WORDS]


def test_placeholders_are_the_same(catalogue: dict[str, str]) -> None:
    wrong = [text for text, other in catalogue.items() if placeholders(text) != placeholders(other)]
    assert not wrong


def test_tags_are_the_same(catalogue: dict[str, str]) -> None:
    wrong = [text for text, other in catalogue.items() if TAG.findall(text) != TAG.findall(other)]
    assert not wrong


def test_ends_are_the_same(catalogue: dict[str, str]) -> None:
    """A sentence stays one, an ellipsis still announces a dialog, spaces join what they joined."""
    ends = (".", "…", "?", ":", " ")
    wrong = [
        text
        for text, other in catalogue.items()
        if any(text.endswith(end) != other.endswith(end) for end in ends)
        and not text.startswith(("No.", "Max"))
        and "|" not in text
    ]
    assert not wrong


def test_lists_have_as_many_words(catalogue: dict[str, str]) -> None:
    lists = [text for text in catalogue if text.startswith(LISTS)]
    assert len(lists) == len(LISTS)
    assert all(len(text.split()) == len(catalogue[text].split()) for text in lists)


def test_catalogue_is_sorted_and_one_text_a_line(catalogue: dict[str, str]) -> None:
    written = resource("translations", "es.json").read_text(encoding="utf-8")
    ordered = {text: catalogue[text] for text in sorted(catalogue)}
    assert written == json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"


# What finds the texts


def test_texts_are_found_however_translation_is_called(tmp_path: Path) -> None:
    source = """
translate = QCoreApplication.translate

class View:
    def build(self):
        tr = self.tr
        tr("alone")
        self.tr("in two "
                "lines")
        parent.tr("one" if many else "other")
        translate("Rooms", "with its context")

def columns():
    tr = QCoreApplication.translate
    tr("Rooms", "by another name")

def words(count):
    def tr(text):
        return translate("Members", text)
    return tr("through a function")

PAGE = PageSpec(name="rooms", title="Rooms", subtitle="Token factory")
"""
    assert set(translated(parsed(tmp_path, source)).places) == {
        *("alone", "in two lines", "one", "other", "with its context", "by another name"),
        *("through a function", "Rooms", "Token factory"),
    }


def test_a_meaning_is_kept_apart(tmp_path: Path) -> None:
    source = 'self.tr("Buy", "short"), self.tr("Buy"), self.tr("%n keys", "", 3)'
    found = translated(parsed(tmp_path, source))
    assert set(found.places) == {"Buy|short", "Buy", "%n keys"}


def test_a_text_that_only_running_tells_is_reported(tmp_path: Path) -> None:
    found = translated(parsed(tmp_path, 'self.tr(f"{count} rooms")\nself.tr(TITLE)\n'))
    assert [place.split(": ")[0] for place in found.strange] == ["kit/piece.py:1", "kit/piece.py:2"]


def test_sentences_of_refusals_become_patterns(tmp_path: Path) -> None:
    source = '''
"""Not a docstring."""

class TooMany(UserError):
    """Nor this."""
    title = "Too many"

def check(name, count):
    check_line(name, what="A name")
    if count > 3:
        raise TooMany(f"There are {count} of {name!r}, and 3 are allowed.")
    raise ValueError(f"A bug, told to nobody with {count}.")
'''
    found = set(said(parsed(tmp_path, source, "rooms/rules.py")).places)
    assert {"Too many", "A name", "There are {0} of {1}, and 3 are allowed."} <= found
    assert not [text for text in found if "docstring" in text or "bug" in text]


def test_sentences_of_commands_are_not_translated(tmp_path: Path) -> None:
    source = 'raise InvalidInput("Name the workspace first.")'
    found = said(parsed(tmp_path, source, "operators/cli.py")).places
    assert "Name the workspace first." not in found


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('label.setText("Rooms")', ["Rooms"]),
        ('Button("Go on", icons)', ["Go on"]),
        ('TextField(label, icons, hint="required")', ["required"]),
        ('label.setText(f"{count} rooms")', [" rooms"]),
        ('label.setText("open" if ok else "closed")', ["open"]),
        ('label.setText(self.tr("Rooms"))', []),
        ('label.setText(f"{count} · {symbol}")', []),
        ('label.setObjectName("rooms.title")', []),
    ],
)
def test_words_that_bypass_translation_are_found(
    tmp_path: Path, source: str, words: list[str]
) -> None:
    assert [text for _place, text in bypassing(parsed(tmp_path, source))] == words
