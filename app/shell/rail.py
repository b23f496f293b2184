"""The left rail: where one goes, what waits there, and who is signed in."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QWidget,
)

from app.kit.actions import Action
from app.kit.badges import paint_pill
from app.kit.boxes import Glyph
from app.kit.buttons import native_key
from app.kit.fonts import BODY, CAPTION, SMALL, ui_font
from app.kit.icons import Icons
from app.kit.labels import Label, Line
from app.kit.layouts import Spacer, in_column, in_row
from app.kit.menus import build_menu
from app.kit.numbers import grouped
from app.kit.page import PageSpec, ViewContext
from app.kit.painting import paint_avatar, paint_box, paint_focus_ring
from app.kit.translation import said
from app.operators.desk import SignedIn

WIDE = 184
NARROW = 56
BRAND_HEIGHT = 48
ENTRY_HEIGHT = 32
USER_HEIGHT = 56
SIDE = 8
"""Between an entry and the rail's edges."""


class RailButton(QAbstractButton):
    """Something to press in the rail, painted from the theme; narrow, it shows no words."""

    def __init__(self, icons: Icons, name: str, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.icons = icons
        self.narrow = False
        self._height = height
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Repaints when the pointer comes and goes.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon only; the words move to the tooltip."""
        self.narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        px = self.icons.themes.px
        return QSize(px(NARROW - 2 * SIDE), px(self._height))

    def _paint_ground(self, painter: QPainter, *, chosen: bool = False) -> None:
        theme = self.icons.themes.current
        if chosen or self.underMouse():
            fill = theme.color("selected" if chosen else "hover")
            paint_box(painter, QRectF(self.rect()), 6, fill)
        if self.hasFocus():
            paint_focus_ring(painter, self.icons.themes, QRectF(self.rect()), 6)

    def _paint_icon(self, painter: QPainter, icon: str, token: str, left: int, side: int) -> None:
        picture = self.icons.pixmap(icon, side, token, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - side) // 2, picture)


class RailEntry(RailButton):
    """One page in the rail, with the number of things that wait there."""

    def __init__(self, spec: PageSpec[Any], shortcut: str, icons: Icons, parent: QWidget) -> None:
        super().__init__(icons, f"rail.{spec.name}", ENTRY_HEIGHT, parent)
        self.spec = spec
        self.count = 0
        self._shortcut = shortcut
        self.setText(spec.title)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self._describe()

    def set_count(self, count: int) -> None:
        """How many things wait; 0 shows no badge."""
        self.count = count
        self._describe()
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self._describe()

    def _describe(self) -> None:
        waiting = self.tr("%1 waiting").replace("%1", grouped(self.count)) if self.count else ""
        self.setAccessibleName(self.spec.title)
        self.setAccessibleDescription(waiting)
        parts = (self.spec.title if self.narrow else "", waiting, native_key(self._shortcut))
        self.setToolTip("  ".join(part for part in parts if part))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, px = self.icons.themes.current, self.icons.themes.px
        chosen = self.isChecked()
        self._paint_ground(painter, chosen=chosen)
        if chosen:
            bar = QRectF(0, px(7), px(3), self.height() - px(14))
            painter.fillRect(bar, theme.color("accent"))
        side = px(16)
        left = (self.width() - side) // 2 if self.narrow else px(10)
        self._paint_icon(painter, self.spec.icon, "accent" if chosen else "text2", left, side)
        if not self.narrow:
            painter.setFont(ui_font(BODY, 600 if chosen else 400))
            painter.setPen(theme.color("text" if chosen or self.underMouse() else "text2"))
            words = QRectF(px(36), 0, self.width() - px(36), self.height())
            title = painter.fontMetrics().elidedText(
                self.spec.title, Qt.TextElideMode.ElideRight, int(words.width())
            )
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, title)
        if self.count:
            self._paint_count(painter)

    def _paint_count(self, painter: QPainter) -> None:
        themes = self.icons.themes
        px = themes.px
        if self.narrow:
            dot = QRectF(self.width() - px(14), px(5), px(7), px(7))
            paint_box(painter, dot, dot.width() / 2, themes.current.color("accent"))
            return
        text = grouped(self.count)
        painter.setFont(ui_font(CAPTION))
        width = max(painter.fontMetrics().horizontalAdvance(text) + px(14), px(20))
        height = px(20)
        box = QRectF(self.width() - width - px(8), (self.height() - height) / 2, width, height)
        paint_pill(painter, themes, box, text)


class OperatorButton(RailButton):
    """Who is signed in; its menu leads out."""

    def __init__(self, operator: SignedIn, icons: Icons, parent: QWidget) -> None:
        super().__init__(icons, "rail.operator", USER_HEIGHT - 12, parent)
        self._operator = operator
        self._role = said(operator.role.label).capitalize()
        self.setAccessibleName(f"{operator.display_name}, {self._role}")
        self.setAccessibleDescription(self.tr("Lock, sign out, close the workspace"))
        self.setToolTip(f"{operator.display_name}\n{self._role}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        themes = self.icons.themes
        theme, px = themes.current, themes.px
        self._paint_ground(painter)
        side = px(24)
        left = (self.width() - side) // 2 if self.narrow else px(6)
        circle = QRectF(left, (self.height() - side) / 2, side, side)
        paint_avatar(painter, themes, circle, self._operator.display_name)
        if self.narrow:
            return
        arrow = px(14)
        self._paint_icon(painter, "chevrons-up-down", "text3", self.width() - arrow - px(6), arrow)
        start = left + side + px(8)
        room = self.width() - start - arrow - px(12)
        middle = self.height() / 2
        for text, token, font, top in (
            (self._operator.display_name, "text", ui_font(SMALL, 600), middle - px(17)),
            (self._role, "text3", ui_font(CAPTION), middle),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(token))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
            line = QRectF(start, top, room, px(17))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)


class Rail(QFrame):
    """Brand, entries in groups, and the operator's block.

    chosen: the name of a page. The wishes come from the operator's menu.
    """

    chosen = Signal(str)
    lock_wanted = Signal()
    sign_out_wanted = Signal()
    close_wanted = Signal()

    def __init__(
        self,
        specs: Sequence[PageSpec[Any]],
        operator: SignedIn,
        context: ViewContext,
        *,
        can_lock: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "rail")
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Pages"))
        self._context = context
        self._can_lock = can_lock
        self._narrow = False
        self._menu: QMenu | None = None
        self._entries: dict[str, RailEntry] = {}
        self._brand_name = Label("Tokendesk", "h1")
        self._brand = self._build_brand()
        self._build(specs, operator)
        self.set_narrow(False)
        context.themes.changed.connect(self._on_themes_changed)

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self._entries[name].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """What waits on each page."""
        for name, count in counts.items():
            self._entries[name].set_count(count)

    @property
    def narrow(self) -> bool:
        """Whether only icons are shown."""
        return self._narrow

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, or icons with titles."""
        self._narrow = narrow
        self.setFixedWidth(self._context.themes.px(NARROW if narrow else WIDE))
        self._brand.setFixedHeight(self._context.themes.px(BRAND_HEIGHT))
        self._brand_name.setVisible(not narrow)
        self._operator.set_narrow(narrow)
        for entry in self._entries.values():
            entry.set_narrow(narrow)

    def _build(self, specs: Sequence[PageSpec[Any]], operator: SignedIn) -> None:
        column = in_column(self._brand, Spacer(4), within=self, spacing=0)
        group = None
        for index, spec in enumerate(specs, 1):
            if group is not None and spec.group != group:
                column.addSpacing(8)
                column.addLayout(_inset(Line()))
                column.addSpacing(8)
            group = spec.group
            shortcut = f"Ctrl+{index}" if index < 10 else ""
            entry = RailEntry(spec, shortcut, self._context.icons, self)
            entry.clicked.connect(self._on_entry_clicked)
            self._entries[spec.name] = entry
            column.addLayout(_inset(entry))
        # Made last, so that the tab key and F6 come to the entries first.
        self._operator = OperatorButton(operator, self._context.icons, self)
        self._operator.clicked.connect(self.open_menu)
        column.addStretch(1)
        column.addWidget(Line())
        column.addLayout(_inset(self._operator, 6))

    def _build_brand(self) -> QWidget:
        brand = QWidget(self)
        in_row(
            Glyph("logo", "accent_fill", self._context.icons, size=24),
            (self._brand_name, 1),
            within=brand,
            margins=(16, 0, 8, 0),
            spacing=10,
        )
        return brand

    @Slot()
    def open_menu(self) -> None:
        """Show the ways out above the operator's block."""
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = build_menu(self._items(), self._context.icons, self)
        self._menu.setObjectName("rail.operator_menu")
        height = self._menu.sizeHint().height()
        self._menu.popup(self._operator.mapToGlobal(QPoint(0, -height - 4)))

    def _items(self) -> list[Action]:
        tr = self.tr
        lock = [Action(tr("Lock"), self.lock_wanted.emit, icon="lock")] if self._can_lock else []
        return [
            *lock,
            Action(tr("Sign out"), self.sign_out_wanted.emit, icon="logout"),
            Action(tr("Close workspace"), self.close_wanted.emit, icon="door"),
        ]

    @Slot()
    def _on_entry_clicked(self) -> None:
        entry = self.sender()
        assert isinstance(entry, RailEntry)
        self.chosen.emit(entry.spec.name)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self.set_narrow(self._narrow)


def _inset(widget: QWidget, above: int = 0) -> QHBoxLayout:
    return in_row(widget, margins=(SIDE, above, SIDE, above))
