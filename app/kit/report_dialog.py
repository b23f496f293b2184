"""A dialog with a sentence, and lines below it to read and to copy."""

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.errors import UserError
from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.held import held
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.translation import said

translate = QCoreApplication.translate


class ReportDialog(Dialog):
    """Shows the lines as they are; the focus is on the button that closes it.

    name: of the dialog, before the names of its parts. label: of the lines, for assistive tools.
    report: what is copied, where that is more than the lines. wrap: long lines are broken.
    height: of the lines, in pixels of the design.
    """

    def __init__(
        self,
        icons: Icons,
        title: str,
        sentence: str,
        lines: str,
        *,
        name: str,
        label: str,
        icon: str,
        tone: str = "accent",
        report: str = "",
        copy: str = "",
        close: str = "",
        wrap: bool = False,
        width: int = 520,
        height: int = 132,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(icons, title, icon=icon, tone=tone, width=width, parent=parent)
        self.setObjectName(name)
        self.report = report or lines
        self.content.addWidget(Label(sentence, "body2", wrap=True))
        self.content.addSpacing(12)
        self.lines = QPlainTextEdit(lines)
        self.lines.setObjectName(f"{name}.lines")
        self.lines.setAccessibleName(label)
        self.lines.setProperty("role", "mono")
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        if not wrap:
            self.lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.content.addWidget(held(self.lines, icons.themes.px(height)))
        self.copy = Button(
            copy or self.tr("Copy"), icons, name=f"{name}.copy", icon="copy", extent="small"
        )
        self.close_button = Button(
            close or self.tr("Close"), icons, name=f"{name}.close", kind="primary", extent="small"
        )
        self.copy.clicked.connect(self._on_copy_clicked)
        self.close_button.clicked.connect(self.accept)
        self.buttons.addWidget(self.copy)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.add_buttons()
        self.close_button.setFocus()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self.copy.setText(self.tr("Copied"))


class ErrorDetails(ReportDialog):
    """What went wrong, with its code and facts to copy for support."""

    def __init__(self, icons: Icons, error: UserError, *, parent: QWidget | None = None) -> None:
        super().__init__(
            icons,
            said(error.title),
            said(error.message),
            error_report(error),
            name="dialog.details",
            label=translate("ErrorDetails", "Details"),
            icon="error-octagon",
            tone="error",
            copy=translate("ErrorDetails", "Copy details"),
            wrap=True,
            parent=parent,
        )


def error_report(error: UserError) -> str:
    """Code, message and facts of an error as lines to copy."""
    lines = [f"{error.code}: {error.message}"]
    if error.field:
        lines.append(f"field: {error.field}")
    lines += [f"{name}: {value}" for name, value in error.details.items()]
    return "\n".join(lines)
