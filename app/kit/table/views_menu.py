"""The button with the saved views of a table, and the dialog that asks for a name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu, QWidget

from app.errors import UserError
from app.kit.actions import DIVIDER, Action
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.fields import TextField
from app.kit.files import FileKind, ask_open_path, ask_save_path
from app.kit.icons import Icons
from app.kit.labels import stressed
from app.kit.menus import build_menu
from app.kit.messages import Messages
from app.kit.settings import ViewSettings
from app.kit.table.view_files import LONGEST_NAME
from app.kit.table.views import TableViews

ENDING = "json"


class NameDialog(Dialog):
    """Asks for the name of a view.

    take: called with the name; a UserError that it raises is shown at the field.
    """

    def __init__(
        self,
        icons: Icons,
        title: str,
        name: str,
        take: Callable[[str], None],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons, title, icon="bookmark", parent=parent)
        self.setObjectName("views.name_dialog")
        self._take = take
        self.content.addSpacing(8)
        self.field = TextField(
            self.tr("Name"), icons, name="views.name", required=True, limit=LONGEST_NAME
        )
        self.field.set_text(name)
        self.content.addWidget(self.field)
        self.add_answers(self.tr("Save"), name="views.")
        self.no.setObjectName("views.cancel")
        self.yes.setObjectName("views.save")
        self.yes.clicked.connect(self._on_yes_clicked)
        self.field.submitted.connect(self._on_yes_clicked)
        self.field.editor.setFocus()
        self.field.editor.selectAll()

    @Slot()
    def _on_yes_clicked(self) -> None:
        try:
            self._take(self.field.text())
        except UserError as error:
            self.field.show_error(error.message)
            self.field.editor.setFocus()
            return
        self.accept()


class ViewsButton(Button):
    """Opens the saved views; shows the name of the one chosen last."""

    def __init__(
        self,
        views: TableViews,
        icons: Icons,
        messages: Messages,
        settings: ViewSettings,
        *,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "",
            icons,
            name=f"{name}_views",
            extent="small",
            icon="bookmark",
            trailing="chevron-down",
            parent=parent,
        )
        self._views = views
        self._messages = messages
        self._settings = settings
        self.menu_shown: QMenu | None = None
        self.clicked.connect(self.open_menu)
        views.changed.connect(self._show_name)
        self._show_name()

    @Slot()
    def open_menu(self) -> None:
        """Show the views and what can be done with them below the button."""
        if self.menu_shown is not None:
            self.menu_shown.deleteLater()
        self.menu_shown = build_menu(self.items(), self.icons, self)
        self.menu_shown.setObjectName(f"{self.objectName()}_menu")
        self.menu_shown.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def items(self) -> list[Action]:
        """What the menu offers now."""
        current = self._views.current
        items = [
            Action(name, partial(self._views.apply, name), "check" if name == current else "")
            for name in self._views.names()
        ]
        if items:
            items.append(DIVIDER)
        items.append(Action(self.tr("Save as a new view…"), self.ask_name, "save"))
        if current:
            items += self._current_items(current)
        items.append(DIVIDER)
        items.append(Action(self.tr("Import a view…"), self.ask_import, "import"))
        return items

    def _current_items(self, current: str) -> list[Action]:
        def named(words: str) -> str:
            return words.replace("%1", current)

        return [
            Action(named(self.tr("Update “%1”")), self._views.update, "refresh"),
            Action(named(self.tr("Rename “%1”…")), self.ask_new_name, "edit"),
            Action(named(self.tr("Export “%1”…")), self.ask_export, "export"),
            Action(named(self.tr("Delete “%1”…")), self.ask_delete, "trash", danger=True),
        ]

    def ask_name(self) -> None:
        """Ask for the name of a new view."""
        title = self.tr("Save this view")
        dialog = NameDialog(self.icons, title, "", self._views.save, parent=self.window())
        self._messages.show(dialog)

    def ask_new_name(self) -> None:
        """Ask for another name of the view chosen last."""
        name = self._views.current
        title = self.tr("Rename this view")
        take = partial(self._views.rename, name)
        self._messages.show(NameDialog(self.icons, title, name, take, parent=self.window()))

    def ask_delete(self) -> None:
        """Ask before the view chosen last is deleted."""
        name = self._views.current
        self._messages.confirm(
            self.tr("Delete this view?"),
            self.tr("The view %1 is forgotten; the table stays as it is.").replace(
                "%1", stressed(name)
            ),
            yes=self.tr("Delete view"),
            on_yes=partial(self._views.delete, name),
            danger=True,
        )

    def ask_export(self) -> None:
        """Ask for the file to write the view chosen last to."""
        name = self._views.current
        letters = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
        ask_save_path(
            self,
            self.tr("Export view"),
            letters.strip("-") or "view",
            (self._kind(),),
            self._settings,
            partial(self._on_export_chosen, name),
        )

    def ask_import(self) -> None:
        """Ask for the file of a view."""
        title = self.tr("Import view")
        ask_open_path(self, title, (self._kind(),), self._settings, self._on_import_chosen)

    def _kind(self) -> FileKind:
        return FileKind(ENDING, self.tr("Saved view"))

    def _on_export_chosen(self, name: str, path: Path, _kind: FileKind) -> None:
        self._views.export_to(name, path)

    def _on_import_chosen(self, path: Path, _kind: FileKind) -> None:
        self._views.import_from(path)

    @Slot()
    def _show_name(self) -> None:
        self.setText(self._views.current or self.tr("Views"))
