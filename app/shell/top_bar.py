"""The bar above the page: its title, the way to everything by name, and the looks."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QWidget

from app.kit.actions import Action
from app.kit.buttons import Button, IconButton, native_key
from app.kit.fonts import BODY, CAPTION, ui_font
from app.kit.icons import Icons
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import STRETCH, Spacer, in_row
from app.kit.menus import build_menu
from app.kit.painting import paint_box, paint_focus_ring, paint_key_cap
from app.kit.theme import Themes

HEIGHT = 48
SEARCH_WIDTH, SEARCH_HEIGHT = 304, 32


class WorkspaceButton(Button):
    """Names the open workspace; its menu holds what can be done with it."""

    def __init__(
        self, name: str, is_demo: bool, items: Callable[[], Sequence[Action]], icons: Icons
    ) -> None:
        super().__init__(
            "",
            icons,
            name="top.workspace",
            extent="small",
            icon="dice" if is_demo else "database",
            trailing="chevron-down",
        )
        self._items = items
        self.menu_open: QMenu | None = None
        self.set_workspace(name)
        self.clicked.connect(self.open_menu)

    def set_workspace(self, name: str) -> None:
        """Show another name."""
        # A mnemonic's mark would vanish from a name that holds one.
        self.setText(name.replace("&", "&&"))
        self.setAccessibleName(self.tr("Workspace %1").replace("%1", name))

    @Slot()
    def open_menu(self) -> None:
        """Show what can be done with the workspace."""
        if self.menu_open is not None:
            self.menu_open.deleteLater()
        self.menu_open = build_menu(self._items(), self.icons, self)
        self.menu_open.setObjectName("top.workspace_menu")
        corner = self.mapToGlobal(QPoint(self.width(), self.height() + 4))
        self.menu_open.popup(corner - QPoint(self.menu_open.sizeHint().width(), 0))


class SearchButton(QAbstractButton):
    """Looks like a search field and opens the command palette."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setObjectName("top.search")
        self.setText(self.tr("Search or run a command"))
        self.setToolTip(native_key("Ctrl+K"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        px = self._icons.themes.px
        return QSize(px(SEARCH_WIDTH), px(SEARCH_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        themes = self._icons.themes
        theme, px = themes.current, themes.px
        frame = QRectF(self.rect())
        line = "field_border" if self.underMouse() else "border_strong"
        paint_box(painter, frame, 6, theme.color("field"), theme.color(line))
        side = px(14)
        glass = self._icons.pixmap("search", side, "text2", self.devicePixelRatioF())
        painter.drawPixmap(px(10), (self.height() - side) // 2, glass)
        right = self._paint_keys(painter)
        painter.setFont(ui_font(BODY))
        painter.setPen(theme.color("text3"))
        room = QRectF(px(32), 0, right - px(40), self.height())
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            paint_focus_ring(painter, themes, frame, 6)

    def _paint_keys(self, painter: QPainter) -> float:
        """Key caps at the right end; returns where they begin."""
        themes = self._icons.themes
        px, metrics = themes.px, QFontMetricsF(ui_font(CAPTION))
        right, height = self.width() - px(8.0), px(17)
        for key in reversed(native_key("Ctrl+K").split("+")):
            width = max(height, round(metrics.horizontalAdvance(key)) + px(9))
            box = QRectF(right - width, round((self.height() - height) / 2), width, height)
            paint_key_cap(painter, themes, box, key)
            right -= width + px(4)
        return right


class TopBar(QFrame):
    """Title and subtitle left, the search field centred, workspace, theme and help right."""

    palette_wanted = Signal()
    theme_wanted = Signal()
    help_wanted = Signal()

    def __init__(
        self,
        workspace: WorkspaceButton,
        themes: Themes,
        icons: Icons,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setProperty("role", "window")
        self.setObjectName("top")
        self.title = Label("", "h1")
        self.subtitle = ElidedLabel("", "t3")
        self.search = SearchButton(icons, self)
        self.theme = IconButton("sun", "", icons, name="top.theme", shortcut="Ctrl+Shift+L")
        self.help = IconButton("help", self.tr("Help"), icons, name="top.help", shortcut="F1")
        self._build(workspace)
        self.search.clicked.connect(self.palette_wanted)
        self.theme.clicked.connect(self.theme_wanted)
        self.help.clicked.connect(self.help_wanted)
        themes.changed.connect(self._on_themes_changed)
        self._on_themes_changed(themes.current)

    def set_title(self, title: str, subtitle: str) -> None:
        """Say which page is shown."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)

    def _build(self, workspace: WorkspaceButton) -> None:
        # Equal shares at both sides keep the search field in the middle.
        in_row(
            (in_row(self.title, (self.subtitle, 1, Qt.AlignmentFlag.AlignVCenter), spacing=8), 1),
            self.search,
            (in_row(STRETCH, workspace, Spacer(4), self.theme, self.help, spacing=4), 1),
            within=self,
            margins=(16, 0, 12, 0),
            spacing=8,
        )

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        dark = self._themes.current.name == "dark"
        label = self.tr("Light theme") if dark else self.tr("Dark theme")
        self.theme.set_look("sun" if dark else "moon", label, "Ctrl+Shift+L")
        self.search.setFixedSize(self.search.sizeHint())
        self.setFixedHeight(self._themes.px(HEIGHT))
