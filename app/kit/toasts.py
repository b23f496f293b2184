"""Short news at the bottom right of the window, at most three at a time."""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPropertyAnimation,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QGraphicsOpacityEffect,
    QLabel,
    QWidget,
)

from app.kit.actions import Action
from app.kit.buttons import Button, IconButton
from app.kit.icons import Icons
from app.kit.labels import Label
from app.kit.layouts import in_column, in_row

WIDTH, MARGIN, GAP = 360, 16, 8
SHOWN_MS, FADE_MS, AT_MOST = 6_000, 120, 3

TONE_ICONS = {
    "ok": "check-circle",
    "info": "info-circle",
    "warn": "warn-triangle",
    "error": "error-octagon",
}
TONE_TOKENS = {"ok": "ok", "info": "accent", "warn": "warn", "error": "error"}


class Toast(QFrame):
    """One piece of news; it goes by itself unless it is an error or the pointer rests on it."""

    closed = Signal(object)

    def __init__(
        self,
        icons: Icons,
        window: QWidget,
        tone: str,
        title: str,
        text: str = "",
        action: Action | None = None,
    ) -> None:
        super().__init__(window)
        self.icons = icons
        self.tone = tone
        self.title = title
        self.text = text
        self._action = action
        self._fade: QPropertyAnimation | None = None
        self.setProperty("card", "floating")
        self.setObjectName("toast")
        self.setAccessibleName(f"{title}. {text}" if text else title)
        self._left = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._left.timeout.connect(self.dismiss)
        self._build()
        if tone != "error":
            self._left.start()

    def _build(self) -> None:
        self._sign = QLabel()
        self.title_label = Label(self.title, "h2", wrap=True)
        self.text_label = Label(self.text, "t2", wrap=True)
        row = in_row(
            self._sign,
            (in_column(self.title_label, self.text_label, spacing=0), 1),
            within=self,
            margins=(12, 10, 8, 10),
            spacing=12,
        )
        self.text_label.setVisible(bool(self.text))
        self.action_button: Button | None = None
        if self._action is not None:
            self.action_button = Button(
                self._action.text, self.icons, name="toast.action", kind="link", extent="tiny"
            )
            self.action_button.clicked.connect(self._on_action_clicked)
            row.addWidget(self.action_button)
        self.close_button = IconButton(
            "close", self.tr("Dismiss"), self.icons, name="toast.close", extent="tiny"
        )
        self.close_button.clicked.connect(self.dismiss)
        row.addWidget(self.close_button)
        self._show_sign()
        self.icons.themes.changed.connect(self._on_themes_changed)

    @property
    def waiting(self) -> bool:
        """Whether the time until the toast goes is running."""
        return self._left.isActive()

    def appear(self) -> None:
        """Fade in."""
        self.show()
        self.raise_()
        duration = self.icons.themes.duration(FADE_MS)
        if not duration:
            self._on_faded_in()
            return
        effect = QGraphicsOpacityEffect(self)
        effect.setOpacity(0)
        self.setGraphicsEffect(effect)
        self._fade = QPropertyAnimation(effect, b"opacity", self)
        self._fade.setDuration(duration)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.finished.connect(self._on_faded_in)
        self._fade.start()

    @Slot()
    def dismiss(self) -> None:
        """Take the toast away."""
        self._left.stop()
        self.hide()
        self.closed.emit(self)
        self.deleteLater()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._left.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.tone != "error":
            self._left.start()

    @Slot()
    def _on_action_clicked(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action.run()

    @Slot()
    def _on_faded_in(self) -> None:
        self._fade = None
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(48)
        shadow.setOffset(0, 16)
        shadow.setColor(self.icons.themes.current.color("shadow"))
        self.setGraphicsEffect(shadow)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._show_sign()

    def _show_sign(self) -> None:
        themes = self.icons.themes
        picture = self.icons.pixmap(
            TONE_ICONS[self.tone],
            themes.px(16),
            TONE_TOKENS[self.tone],
            self.devicePixelRatioF(),
        )
        self._sign.setPixmap(picture)
        self.setFixedWidth(themes.px(WIDTH))


class ToastStack(QObject):
    """The toasts of one window, the newest at the bottom."""

    def __init__(self, icons: Icons, window: QWidget) -> None:
        super().__init__(window)
        self._icons = icons
        self._window = window
        self.toasts: list[Toast] = []
        window.installEventFilter(self)
        icons.themes.changed.connect(self._on_themes_changed)

    def add(self, tone: str, title: str, text: str = "", action: Action | None = None) -> Toast:
        """Show news; the oldest that is no error makes room when there are three already."""
        while len(self.toasts) >= AT_MOST:
            calm = [toast for toast in self.toasts if toast.tone != "error"]
            (calm or self.toasts)[0].dismiss()
        toast = Toast(self._icons, self._window, tone, title, text, action)
        toast.closed.connect(self._on_toast_closed)
        self._icons.themes.dress(toast)
        self.toasts.append(toast)
        self._place()
        toast.appear()
        return toast

    def clear(self) -> None:
        """Take all toasts away."""
        for toast in list(self.toasts):
            toast.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    @Slot(object)
    def _on_toast_closed(self, toast: Toast) -> None:
        if toast in self.toasts:
            self.toasts.remove(toast)
        self._place()

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._place()

    def _place(self) -> None:
        bottom = self._window.height() - MARGIN - self._icons.themes.px(24)
        for toast in reversed(self.toasts):
            height = toast.heightForWidth(toast.width())
            toast.resize(toast.width(), max(height, toast.minimumSizeHint().height()))
            bottom -= toast.height()
            toast.move(self._window.width() - MARGIN - toast.width(), bottom)
            bottom -= GAP
