"""Metadata at the right edge: copied, opened, shortened."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication

from app.kit.numbers import short_id
from app.rooms.view.metadata import MetadataView
from app.rooms.view.panels import Fact
from app.rooms.view.reading import RoomDetail, read_detail
from app.rooms.view.values import LinkValue, Value
from app.vending.view.machine.machine_labels import machine_facts
from tests.factories import contract_of, principal_of
from tests.rooms.view.houses import Street
from tests.rooms.view.screens import Screen


def detail_of(street: Street, room_id: str) -> RoomDetail:
    return street.desk.database.read(
        lambda connection: read_detail(connection, street.rooms[room_id], machine_facts)
    )


def words_of(metadata: MetadataView) -> dict[str, str]:
    """Full texts of the values that can be copied, by the names of their buttons."""
    QApplication.processEvents()
    found = [value for value in metadata.findChildren(Value) if value.isVisible()]
    return {value.button.objectName(): value.words.full_text() for value in found}


@pytest.fixture
def metadata(bare: Screen) -> MetadataView:
    made = MetadataView(bare.context)
    bare.show(made)
    return made


def test_whole_value_is_copied_and_the_button_says_so(bare: Screen) -> None:
    value = Value(bare.context, name="test.copy")
    bare.show(value)
    value.show_copied("ST1…22", "ST1 the whole", "the creator's principal")
    assert value.button.accessibleName() == "Copy the creator's principal"
    value.button.click()
    assert QGuiApplication.clipboard().text() == "ST1 the whole"
    assert value.button.accessibleName() == "Copied"
    value._copied.timeout.emit()
    assert value.button.accessibleName() == "Copy the creator's principal"


def test_plain_words_have_no_button(bare: Screen) -> None:
    value = Value(bare.context, name="test.copy")
    bare.show(value)
    value.show_copied("a", "b", "it")
    value.show_words("Not set", role="s3")
    assert not value.button.isVisible()
    assert value.toolTip() == ""


def test_web_address_is_opened_only_after_a_click(
    bare: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(url: QUrl) -> bool:
        opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    link = LinkValue(bare.context, name="test.open")
    bare.show(link)
    link.show_link("https://rooms.example/131.json")
    assert link.words.full_text() == "rooms.example/131.json"
    assert opened == []
    link.button.click()
    assert opened == ["https://rooms.example/131.json"]


def test_other_addresses_are_copied_not_opened(
    bare: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: pytest.fail("opened"))
    link = LinkValue(bare.context, name="test.open")
    bare.show(link)
    link.show_link("ipfs://bafybeigdyrzt")
    link.button.click()
    assert QGuiApplication.clipboard().text() == "ipfs://bafybeigdyrzt"


def test_missing_address_is_said_in_words(bare: Screen) -> None:
    link = LinkValue(bare.context, name="test.open")
    bare.show(link)
    link.show_link("https://a.example")
    link.show_link("")
    assert link.words.full_text() == "None"
    assert not link.button.isVisible()


def test_draft_says_what_is_not_set(metadata: MetadataView, street: Street) -> None:
    metadata.show_detail(detail_of(street, "130"))
    words = words_of(metadata)
    assert words["rooms.copy_room_id"] == "130"
    assert words["rooms.copy_contract"] == "Not set"
    assert words["rooms.copy_term_0"] == "Not set"
    assert words["rooms.open_uri"] == "rooms.example/130.json"


def test_open_room_says_market_and_terms(metadata: MetadataView, street: Street) -> None:
    metadata.show_detail(detail_of(street, "117"))
    texts = list(words_of(metadata).values())
    for text in ("157 keys", "16\u202f700\u202f000 µSTX", "Linear"):
        assert text in texts
    whole = contract_of("117")
    assert short_id(whole) in texts


def test_room_of_somebody_without_a_name_shows_the_principal(
    metadata: MetadataView, street: Street
) -> None:
    detail = detail_of(street, "130")
    guest = replace(detail.room, creator_name="", creator_principal=principal_of("guest"))
    metadata.show_detail(replace(detail, room=guest))
    metadata.creator.button.click()
    assert QGuiApplication.clipboard().text() == principal_of("guest")
    nobody = replace(detail.room, creator_name="hana", creator_principal="")
    metadata.show_detail(replace(detail, room=nobody))
    assert metadata.creator.words.full_text() == "hana"
    assert not metadata.creator.button.isVisible()


def test_terms_follow_the_room_that_is_shown(
    bare: Screen, metadata: MetadataView, street: Street
) -> None:
    for room_id in ("130", "123", "119", "130"):
        metadata.show_detail(detail_of(street, room_id))
        bare.settle()
    words = words_of(metadata)
    assert [name for name in words if name.startswith("rooms.copy_term")] == ["rooms.copy_term_0"]
    assert words["rooms.copy_term_0"] == "Not set"


def test_fact_without_copy_is_plain() -> None:
    fact = Fact("Curve", "Linear")
    assert fact.copied == ""
