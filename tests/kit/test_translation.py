"""The language of the window: what is looked up, what stays English, which language is taken."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Conflict, InvalidInput
from app.kit.boxes import Field
from app.kit.dialogs import Confirmation
from app.kit.fields import TextField
from app.kit.icons import Icons
from app.kit.messages import Messages
from app.kit.notices import Banner, Notice
from app.kit.report_dialog import ErrorDetails
from app.kit.resources import resource
from app.kit.times import ZoneClock
from app.kit.translation import (
    SOURCE,
    SYSTEM,
    Translator,
    install,
    language,
    language_for,
    languages,
    read_catalogue,
    said,
)
from tests.log_guard import ExpectedLogs


@pytest.fixture
def speaking(qapp: QApplication) -> Iterator[QApplication]:
    """The application; it speaks English again afterwards."""
    yield qapp
    install(qapp, SOURCE)


@pytest.fixture
def spanish(speaking: QApplication) -> QApplication:
    assert install(speaking, "es") == "es"
    return speaking


def looked_up(app: QApplication, catalogue: dict[str, str], text: str, context: str = "") -> str:
    """What a text is called while this catalogue is installed."""
    translator = Translator(catalogue, app)
    app.installTranslator(translator)
    try:
        return QCoreApplication.translate(context, text)
    finally:
        app.removeTranslator(translator)


def word(text: str) -> str:
    return QCoreApplication.translate("Anything", text)


# Which language


def test_english_and_spanish_can_be_chosen() -> None:
    assert languages() == ("en", "es")


@pytest.mark.parametrize(
    ("choice", "locale", "expected"),
    [
        (SYSTEM, "es_ES", "es"),
        (SYSTEM, "es_MX", "es"),
        (SYSTEM, "en_GB", "en"),
        (SYSTEM, "fi_FI", "en"),
        (SYSTEM, "C", "en"),
        ("es", "en_GB", "es"),
        ("en", "es_ES", "en"),
        ("xx", "es_ES", "es"),
        ("../es", "fi_FI", "en"),
        ("", "fi_FI", "en"),
    ],
)
def test_a_choice_wins_and_else_the_computer(choice: str, locale: str, expected: str) -> None:
    assert language_for(choice, QLocale(locale)) == expected


def test_the_installed_language_is_known(spanish: QApplication) -> None:
    assert language() == "es"
    install(spanish, SOURCE)
    assert language() == "en"


def test_the_last_language_installed_is_spoken(spanish: QApplication) -> None:
    assert word("Rooms") == "Salas"
    install(spanish, SOURCE)
    assert word("Rooms") == "Rooms"
    install(spanish, "es")
    install(spanish, "es")
    assert word("Rooms") == "Salas"


def test_english_needs_no_translator(speaking: QApplication) -> None:
    before = len(speaking.findChildren(QTranslator, "language"))
    assert install(speaking, SOURCE) == "en"
    assert len(speaking.findChildren(QTranslator, "language")) <= before


# Looking up


def test_a_text_is_translated_whatever_its_context(spanish: QApplication) -> None:
    assert QCoreApplication.translate("Rooms", "Cancel") == "Cancelar"
    assert QObject().tr("Cancel") == "Cancelar"


@pytest.mark.parametrize("catalogue", [{}, {"Other": "Otro"}, {"Rooms": ""}])
def test_a_missing_text_stays_english(qapp: QApplication, catalogue: dict[str, str]) -> None:
    assert looked_up(qapp, catalogue, "Rooms") == "Rooms"


def test_numbers_are_filled_in(spanish: QApplication) -> None:
    assert QObject().tr("%n characters too many.", "", 3) == "Caracteres de más: 3."


def test_a_meaning_of_its_own_wins_and_else_the_word(spanish: QApplication) -> None:
    assert QObject().tr("Buy", "short") == "C"
    assert QObject().tr("Buy", "of a verb") == "Comprar"
    assert QObject().tr("Buy") == "Comprar"


def test_texts_of_qt_itself_are_translated(spanish: QApplication) -> None:
    assert QCoreApplication.translate("QPlatformTheme", "&Yes") == "&Sí"
    native = QKeySequence("Ctrl+Shift+L").toString(QKeySequence.SequenceFormat.NativeText)
    assert native == "Ctrl+Mayús+L"


def test_times_are_told_in_the_language(spanish: QApplication) -> None:
    clock = ZoneClock()
    assert clock.ago(clock.now()) == "ahora"
    assert clock.queue(clock.now()).startswith("Hoy ")


# What the core says


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("Type a number.", "Escribe un número."),
        ("There is no room 17.", "No existe la sala 17."),
        ("A memo has at most 200 characters.", "Una nota tiene 200 caracteres como máximo."),
        ("“none” is not a number. Type digits only.", None),
        ("Words that nobody knows.", "Words that nobody knows."),
        ("", ""),
    ],
)
def test_sentences_are_translated_around_their_facts(
    spanish: QApplication, english: str, expected: str | None
) -> None:
    if expected is None:
        # Typed text is no word of the program, even where there is such a word.
        expected = "«none» no es un número. Escribe solo cifras."
    assert said(english) == expected


def test_facts_may_hold_anything(spanish: QApplication) -> None:
    for fact in ("{0}", "%1", "a.b*c", "two\nlines", "There is no room 3.", "{x!r:>9}"):
        assert said(f"There is no room {fact}.") == f"No existe la sala {fact}."


def test_the_pattern_with_most_words_wins(qapp: QApplication) -> None:
    catalogue = {"{0}.": "{0}!", "There is no {0}.": "No hay {0}.", "No {0} in {1}.": "{1}: {0}."}
    assert looked_up(qapp, catalogue, "There is no key.", "Core") == "No hay key."
    assert looked_up(qapp, catalogue, "No key in there.", "Core") == "there: key."
    assert looked_up(qapp, catalogue, "Hello.", "Core") == "Hello!"


def test_a_sentence_is_not_taken_for_the_last_fact_of_words(spanish: QApplication) -> None:
    assert said("A verdict of 120 % is above 100 %.") == "A verdict of 120 % is above 100 %."
    assert said("Copying ledger_entry") == "Copiando ledger_entry"


def test_patterns_are_for_the_core_only(qapp: QApplication) -> None:
    catalogue = {"There is no {0}.": "No hay {0}."}
    assert looked_up(qapp, catalogue, "There is no key.", "View") == "There is no key."


# Catalogues that can't be read


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"Rooms": 3}',
        b'{"Rooms": ["Salas"]}',
        b'{"Rooms": null}',
        b"\xff\xfe{}",
        b'{"Rooms": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_a_malformed_catalogue_is_english_and_logged(
    content: bytes, tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    path = tmp_path / "es.json"
    path.write_bytes(content)
    expected_logs.allow(r"The texts of .*es\.json can't be read")
    assert read_catalogue(path) == {}
    assert [record.levelname for record in expected_logs.records] == ["WARNING"]


def test_a_missing_catalogue_is_english_and_logged(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(r"can't be read")
    assert read_catalogue(tmp_path / "es.json") == {}
    assert len(expected_logs.records) == 1


def test_the_catalogue_is_read_as_it_is_written() -> None:
    path = resource("translations", "es.json")
    assert read_catalogue(path) == json.loads(path.read_text(encoding="utf-8"))


# Where it shows


def test_a_question_is_asked_in_spanish(
    spanish: QApplication, icons: Icons, window: QWidget, qtbot: QtBot
) -> None:
    messages = Messages(icons, window)
    messages.attach(window)
    messages.confirm("¿Borrar?", "Se borra.", yes="Borrar", on_yes=lambda: None, word="LNDEV")
    dialog = messages.dialog
    assert isinstance(dialog, Confirmation)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.no.text() == "Cancelar"
    assert dialog.typed is not None
    assert "Escribe" in dialog.typed.label.text()


def test_names_of_buttons_in_fields_do_not_follow_the_language(
    spanish: QApplication, icons: Icons, window: QWidget
) -> None:
    field = TextField("Nombre", icons, name="room.name", clearable=True, parent=window)
    names = {child.objectName() for child in field.findChildren(QWidget)}
    assert {"room.name_clear", "room.name_copy"} <= names
    assert field._clear.accessibleName() == "Borrar"


def refuse() -> None:
    raise InvalidInput("There is no room 17.", field="room")


def test_a_field_says_what_the_core_refuses(
    spanish: QApplication, icons: Icons, window: QWidget
) -> None:
    field: Field = TextField("Sala", icons, name="room", check=refuse, parent=window)
    assert not field.validate()
    assert field.message.text() == "No existe la sala 17."
    field.show_error("Ya está en español.")
    assert field.message.text() == "Ya está en español."


def test_errors_are_told_in_spanish_everywhere(
    spanish: QApplication, icons: Icons, window: QWidget
) -> None:
    error = Conflict("There is no room 17.", code="ROOM")
    notice = Notice(icons, "error", error.title, error.message, parent=window)
    banner = Banner(icons, name="banner", parent=window)
    banner.show_error(error, again=False)
    details = ErrorDetails(icons, error, parent=window)
    messages = Messages(icons, window)
    messages.attach(window)
    messages.error(error)
    toast = messages.toasts[0]
    for title, text in (
        (notice.title.text(), notice.text.text()),
        (banner.title.text(), banner.text.text()),
        (toast.title, toast.text),
    ):
        assert (title, text) == ("Conflicto", "No existe la sala 17.")
    shown = [label.text() for label in details.findChildren(QLabel)]
    assert {"Conflicto", "No existe la sala 17."} <= set(shown)
    # What is copied for support stays as every supporter reads it.
    assert "ROOM: There is no room 17." in details.report
    details.reject()
