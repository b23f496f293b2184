"""In-app help: one page a view from resources/help, with the formulas and the keys."""

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.kit.buttons import Button
from app.kit.dialogs import Dialog
from app.kit.held import held
from app.kit.page import ViewContext
from app.kit.resources import resource
from app.kit.translation import language
from app.shell.help_document import document_of

WIDTH = 760
HEIGHT = 540
ENDING = ".md"
KEYS = "keys"


def help_pages() -> tuple[str, ...]:
    """Names of all help pages."""
    return tuple(sorted(path.stem for path in resource("help").glob(f"*{ENDING}")))


def help_text(page: str) -> str:
    """The page's help and the list of keys, as Markdown in the window's language."""
    names = (page,) if page == KEYS else (page, KEYS)
    return "\n\n".join(map(_page_text, names))


def _page_text(name: str) -> str:
    file, folder = f"{name}{ENDING}", resource("help")
    path = folder / language() / file
    return (path if path.is_file() else folder / file).read_text(encoding="utf-8")


def linked_page(url: QUrl) -> str:
    """The help page that a link leads to; empty for a link that leads elsewhere."""
    name = url.path().removesuffix(ENDING)
    return name if not url.scheme() and name in help_pages() else ""


class HelpDialog(Dialog):
    """Shows Markdown; links to other help pages open in it, all others outside."""

    def __init__(self, context: ViewContext, page: str, parent: QWidget) -> None:
        super().__init__(context.icons, parent.tr("Help"), icon="help", width=WIDTH, parent=parent)
        self.setObjectName("help")
        self._context = context
        self._visited = [page]
        self.browser = QTextBrowser()
        self.browser.setObjectName("help.text")
        self.browser.setAccessibleName(self.tr("Help"))
        self.browser.setOpenLinks(False)
        self.browser.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.browser.anchorClicked.connect(self._on_link)
        px, window = context.themes.px, parent.window()
        self.setFixedWidth(min(px(WIDTH), window.width() - 32))
        height = min(px(HEIGHT), window.height() - px(150))
        self.content.addSpacing(8)
        self.content.addWidget(held(self.browser, height))
        self.back = Button(
            self.tr("Back"), context.icons, name="help.back", icon="arrow-left", extent="small"
        )
        close = Button(
            self.tr("Close"), context.icons, name="help.close", kind="primary", extent="small"
        )
        self.back.clicked.connect(self._on_back)
        close.clicked.connect(self.accept)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(close)
        self.add_buttons()
        self._show()
        self.browser.setFocus()

    @property
    def page(self) -> str:
        """The help page that is shown."""
        return self._visited[-1]

    def _show(self) -> None:
        self.browser.setDocument(
            document_of(help_text(self.page), self._context.themes, self.browser)
        )
        self.back.setVisible(len(self._visited) > 1)

    @Slot(QUrl)
    def _on_link(self, url: QUrl) -> None:
        page = linked_page(url)
        if page:
            self._visited.append(page)
            self._show()
        else:
            QDesktopServices.openUrl(url)

    @Slot()
    def _on_back(self) -> None:
        self._visited.pop()
        self._show()


def show_help(context: ViewContext, page: str, parent: QWidget) -> None:
    """Open the help of a page."""
    context.messages.show(HelpDialog(context, page, parent))
