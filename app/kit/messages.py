"""The one place that speaks to the person: news, errors, and questions before a decision."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.kit.actions import Action
from app.kit.dialogs import Confirmation, Dialog, ReasonDialog
from app.kit.icons import Icons
from app.kit.report_dialog import ErrorDetails
from app.kit.toasts import Toast, ToastStack
from app.kit.translation import said


class Messages(QObject):
    """Speaks in one window, which is given by `attach` as soon as it is there.

    Nothing here waits for an answer: what follows a decision is a callable.
    """

    def __init__(self, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._window: QWidget | None = None
        self._stack: ToastStack | None = None
        self._dialog: Dialog | None = None

    def attach(self, window: QWidget) -> None:
        """Speak in this window from now on."""
        if self._stack is not None:
            self._stack.clear()
            self._stack.deleteLater()
        self._window = window
        self._stack = ToastStack(self._icons, window)

    @property
    def toasts(self) -> tuple[Toast, ...]:
        """What is shown now, the newest last."""
        return tuple(self._stack.toasts) if self._stack else ()

    @property
    def dialog(self) -> Dialog | None:
        """The question that is open, if one is."""
        return self._dialog

    def info(self, title: str, text: str = "", action: Action | None = None) -> None:
        """News that asks for nothing."""
        self._say("info", title, text, action)

    def success(self, title: str, text: str = "", action: Action | None = None) -> None:
        """Something was done; the action is Undo or View."""
        self._say("ok", title, text, action)

    def warn(self, title: str, text: str = "", action: Action | None = None) -> None:
        """Something needs a look."""
        self._say("warn", title, text, action)

    def error(self, error: UserError, action: Action | None = None) -> None:
        """Something was not done; stays until closed and offers the details."""
        shown = action or Action(self.tr("Details"), lambda: self.details(error))
        self._say("error", said(error.title), said(error.message), shown)

    def details(self, error: UserError) -> None:
        """Show code and facts of an error, to be copied."""
        self._open(ErrorDetails(self._icons, error, parent=self._window))

    def confirm(
        self,
        title: str,
        text: str,
        *,
        yes: str,
        on_yes: Callable[[], None],
        no: str = "",
        on_no: Callable[[], None] | None = None,
        danger: bool = False,
        word: str = "",
        icon: str = "",
    ) -> None:
        """Ask before something is done.

        text: what will happen; may hold `<b>`, so names in it go through `labels.stressed`.
        yes, no: words of the buttons.
        danger: it can't be undone. word: what the person must type first, such as a name.
        """
        self._open(
            Confirmation(
                self._icons,
                title,
                text,
                yes=yes,
                on_yes=on_yes,
                no=no,
                on_no=on_no,
                danger=danger,
                word=word,
                icon=icon,
                parent=self._window,
            )
        )

    def ask_reason(
        self,
        title: str,
        text: str,
        *,
        yes: str,
        on_yes: Callable[[str], None],
        reasons: Sequence[str] = (),
        danger: bool = False,
        icon: str = "",
    ) -> None:
        """Ask for the reason of something that goes into the audit trail."""
        self._open(
            ReasonDialog(
                self._icons,
                title,
                text,
                yes=yes,
                on_yes=on_yes,
                reasons=reasons,
                danger=danger,
                icon=icon,
                parent=self._window,
            )
        )

    def show(self, dialog: Dialog) -> None:
        """Open a dialog of a slice in front of the window."""
        self._open(dialog)

    def announce(self, text: str) -> None:
        """Have a screen reader say something that only changed on screen."""
        if self._window is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))

    def _say(self, tone: str, title: str, text: str, action: Action | None) -> None:
        if self._stack is not None:
            self._stack.add(tone, title, text, action)
            self.announce(f"{title}. {text}" if text else title)

    def _open(self, dialog: Dialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.open()

    @Slot(int)
    def _on_dialog_finished(self, _result: int) -> None:
        # What was decided may have opened the next dialog already.
        if self._dialog is not None and not self._dialog.isVisible():
            self._dialog = None
