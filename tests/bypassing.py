"""Finds words that the window shows although no translation has seen them."""

import ast
import re
from collections.abc import Iterator

from tests.texts import Module, called

WINDOW = re.compile(r"^kit/|/view/|^shell/")

SHOWING: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        (
            *("setText", "setTitle", "setToolTip", "setPlaceholderText", "setWindowTitle"),
            *("setAccessibleName", "setAccessibleDescription", "set_hint", "set_note"),
            *("set_busy", "set_denied", "show_error", "show_warning", "show_ok", "show_words"),
            *("Label", "RichLabel", "ElidedLabel", "QLabel", "QCheckBox", "QAction", "Button"),
            *("TextField", "PasswordField", "TextArea", "NumberField", "ChoiceField"),
            *("Action", "Choice", "Fact", "Kpi", "MenuButton", "PaneHeader"),
        ),
        (0,),
    ),
    **dict.fromkeys(
        ("Card", "Column", "Dialog", "FileKind", "IconButton", "KeyHint", "Option"), (1,)
    ),
    **dict.fromkeys(("ask_reason", "confirm", "info", "set_title", "success", "warn"), (0, 1)),
    "say": (1, 2),
    **dict.fromkeys(("Hit", "Notice"), (2, 3)),
}
"""Calls that show texts, and where they have them."""
NAMED = frozenset(
    (
        *("accessible", "empty", "hint", "label", "no", "note", "placeholder", "text", "tip"),
        *("title", "unit", "yes"),
    )
)
"""Arguments that are shown, whatever is called."""
LATER = ("PageSpec",)
"""Calls whose texts are translated by who reads them."""

LETTERS = re.compile(r"[^\W\d_]{2,}")


def bypassing(found: list[Module]) -> list[tuple[str, str]]:
    """Places and words that are shown as they stand in the source."""
    return [
        (module.at(call), words)
        for module in found
        if WINDOW.search(module.name) and module.shows
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and called(call) not in LATER
        for argument in _shown(call)
        if (words := _words(argument))
    ]


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    for place in SHOWING.get(called(call), ()):
        yield from call.args[place : place + 1]
    yield from (each.value for each in call.keywords if each.arg in NAMED)


def _words(node: ast.expr) -> str:
    """The first words that an expression surely holds; empty for none."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return text if LETTERS.search(text) else ""
    parts: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        parts = node.values
    elif isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    return next((words for part in parts if (words := _words(part))), "")
