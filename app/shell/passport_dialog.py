"""The address passport: paste anything, and see what it is and which known address it is near."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.assembly.known_addresses import Acquaintance, Near, Whose, acquaint
from app.errors import UserError
from app.kit.buttons import Button, IconButton
from app.kit.dialogs import Dialog
from app.kit.fields import TextField
from app.kit.labels import Label, Line
from app.kit.layouts import in_column, in_row
from app.kit.notices import Notice
from app.kit.page import ViewContext
from app.operators.desk import Desk
from app.passport import LONGEST_TEXT, Passport, read_passport
from app.shell.passport_labels import mending_words, near_words, verdict

WIDTH = 560

_RECORDS = {Whose.MEMBER: "member"}


class PassportDialog(Dialog):
    """Answers while it is typed; nothing is changed and nothing leaves the computer."""

    def __init__(
        self, context: ViewContext, desk: Desk, text: str = "", *, parent: QWidget | None = None
    ) -> None:
        title = QCoreApplication.translate("Passport", "Address passport")
        super().__init__(context.icons, title, icon="search", width=WIDTH, parent=parent)
        self._context = context
        self._desk = desk
        self.setObjectName("passport")
        self.input = TextField(
            self.tr("Address, contract, transaction or room ID"),
            context.icons,
            name="passport.text",
            mono=True,
            clearable=True,
            limit=LONGEST_TEXT * 2,
        )
        self.content.addSpacing(8)
        self.content.addWidget(self.input)
        self.content.addSpacing(12)
        self.notice = Notice(context.icons, "info", "", name="passport.verdict")
        self.content.addWidget(self.notice)
        self._rows = in_column(spacing=0)
        self.content.addLayout(self._rows)
        self.close_button = Button(
            self.tr("Close"), context.icons, name="passport.close", extent="small"
        )
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.add_buttons()
        self.close_button.clicked.connect(self.accept)
        self.input.edited.connect(self._on_edited)
        self.input.set_text(text)
        self._on_edited()
        self.input.editor.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        text, desk = self.input.text(), self._desk
        if not text.strip():
            words = self.tr("Paste anything: it is read here, and asked of nobody.")
            self._show_rows(())
            self.notice.say("info", self.tr("What is it?"), words)
            return
        self._context.tasks.query(
            lambda: _looked_up(desk, text),
            done=self._on_read,
            failed=self._on_failed,
            key=("passport", id(self)),
        )

    def _on_read(self, found: tuple[str, Passport, Acquaintance]) -> None:
        text, passport, known = found
        if text != self.input.text():
            return
        self.notice.say(*verdict(passport, known))
        rows: list[QWidget] = [
            self._copied(mending_words(each), each.text, number)
            for number, each in enumerate(passport.mendings, 1)
        ]
        rows += [self._near(each, number) for number, each in enumerate(known.near, 1)]
        if passport.twin:
            words = self.tr("The same key on the other network")
            rows.append(self._copied(words, passport.twin, 0))
        self._show_rows(rows)

    def _on_failed(self, error: UserError) -> None:
        self._show_rows(())
        self.notice.say("error", error.title, error.message)

    def _show_rows(self, rows: Sequence[QWidget]) -> None:
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, row in enumerate(rows):
            if number:
                self._rows.addWidget(Line())
            self._rows.addWidget(row)

    def _copied(self, words: str, text: str, number: int) -> QWidget:
        row, column = _row()
        column.addWidget(Label(words, "t2", wrap=True))
        column.addWidget(Label(text, "mono", wrap=True))
        button = IconButton(
            "copy", self.tr("Copy this one"), self.icons, name=f"passport.copy_{number}"
        )
        button.clicked.connect(partial(self._copy, text))
        _at_the_right(row, button)
        row.setAccessibleName(f"{words}: {text}")
        return row

    def _near(self, near: Near, number: int) -> QWidget:
        row, column = _row()
        tone = "warn" if near.distance else "ok"
        words = near_words(near)
        column.addWidget(Label(words, "h2", tone=tone, wrap=True))
        column.addWidget(Label(near.text, "mono2", wrap=True))
        button = Button(self.tr("Open"), self.icons, name=f"passport.open_{number}", extent="small")
        button.clicked.connect(partial(self._open, near))
        _at_the_right(row, button)
        row.setAccessibleName(words)
        return row

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._context.messages.announce(self.tr("Copied"))

    def _open(self, near: Near) -> None:
        self.accept()
        self._context.open_record(_RECORDS.get(near.whose, "room"), near.record)


def _looked_up(desk: Desk, text: str) -> tuple[str, Passport, Acquaintance]:
    passport = read_passport(text)
    return text, passport, desk.database.read(lambda connection: acquaint(connection, passport))


def _row() -> tuple[QWidget, QVBoxLayout]:
    row = QWidget()
    column = in_column(spacing=2)
    in_row((column, 1), within=row, margins=(0, 10, 0, 10), spacing=12)
    return row, column


def _at_the_right(row: QWidget, button: QWidget) -> None:
    across = row.layout()
    assert across is not None
    across.addWidget(button)
