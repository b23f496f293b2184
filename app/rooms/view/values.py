"""Values that can be copied or opened, at the right of a room's metadata."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.kit.buttons import IconButton
from app.kit.labels import ElidedLabel
from app.kit.layouts import in_row
from app.kit.page import ViewContext
from app.kit.throttle import Debounce

COPIED_MS = 1_500

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Value(QWidget):
    """A text at the right edge, with a small button behind it where there is something to do.

    name: begins the objectName of its button.
    """

    def __init__(self, context: ViewContext, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._whole = ""
        self._what = ""
        row = in_row(within=self, spacing=2)
        self.words = ElidedLabel("", "v")
        self.words.setAlignment(_RIGHT)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.words, 1)
        self.button = IconButton("copy", "", context.icons, name=name, extent="tiny")
        self.button.clicked.connect(self._on_button_clicked)
        row.addWidget(self.button)
        self.button.hide()
        self._copied = Debounce(self, COPIED_MS, self._on_copied_shown)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, text: str, *, role: str = "v") -> None:
        """Plain words without a button."""
        self._whole = ""
        self.words.set_role(role)
        self.words.set_tone("")
        self.words.setText(text)
        self.setToolTip("")
        self.button.hide()

    def show_copied(self, text: str, whole: str, what: str, *, role: str = "mono") -> None:
        """A shortened text whose whole can be copied; `what` names it: "the creator"."""
        self.show_words(text, role=role)
        self._whole, self._what = whole, what
        self.setToolTip(whole)
        self.button.set_look("copy", self.tr("Copy {what}").format(what=what))
        self.button.show()

    def act(self) -> None:
        """Do what the button is for."""
        QGuiApplication.clipboard().setText(self._whole)
        self._context.messages.announce(self.tr("Copied"))
        self.button.set_look("check", self.tr("Copied"))
        self._copied.request()

    @Slot()
    def _on_button_clicked(self) -> None:
        self.act()

    @Slot()
    def _on_copied_shown(self) -> None:
        self.button.set_look("copy", self.tr("Copy {what}").format(what=self._what))


class LinkValue(Value):
    """An address of the web: shown without its beginning, opened only after a click."""

    def show_link(self, address: str) -> None:
        """Show a link; empty for none."""
        if not address:
            self.show_words(self.tr("None"), role="s3")
            return
        self.show_words(address.partition("://")[2] or address)
        self.words.set_tone("accent")
        self.setToolTip(address)
        self._whole = address
        self._what = self.tr("the metadata URI")
        if self._is_web():
            self.button.set_look("external", self.tr("Open in the browser"))
        else:
            self._on_copied_shown()
        self.button.show()

    def act(self) -> None:
        if self._is_web():
            QDesktopServices.openUrl(QUrl(self._whole))
        else:
            super().act()

    def _is_web(self) -> bool:
        return self._whole.startswith(("https://", "http://"))
