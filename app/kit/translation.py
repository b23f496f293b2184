"""The language of the window: what is written in English is looked up in a catalogue."""

import logging
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from app.kit.resources import resource

SOURCE = "en"
"""The language that the program is written in; it needs no catalogue."""
SYSTEM = "system"
"""The choice that follows the computer."""

_CORE = "Core"
_NAME = "language"
_HOLE = re.compile(r"\{\d\}")

logger = logging.getLogger(__name__)


def languages() -> tuple[str, ...]:
    """Codes of all languages that the window can speak, the source first."""
    return (SOURCE, *sorted(path.stem for path in resource("translations").glob("*.json")))


def language_for(choice: str, system: QLocale | None = None) -> str:
    """The language of a choice: a code; else the first that the computer prefers and is there.

    system: the computer's locale; that of this one by default.
    """
    known = languages()
    if choice in known:
        return choice
    preferred = (system or QLocale.system()).uiLanguages()
    return next((code for name in preferred if (code := name.split("-")[0]) in known), SOURCE)


def read_catalogue(path: Path) -> dict[str, str]:
    """The texts of a catalogue by their English; none, and a warning, where it can't be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        logger.warning("The texts of %s can't be read: %s", path, error)
        return {}


class Translator(QTranslator):
    """Looks a text up whatever its context; one that the catalogue lacks stays in English.

    A text with a disambiguation stands in the catalogue as `Buy|short`.
    """

    def __init__(self, catalogue: Mapping[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = catalogue

    def isEmpty(self) -> bool:
        return not self._catalogue

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803  # Qt's name.
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        named = f"{sourceText}|{disambiguation}" if disambiguation else sourceText
        # An empty text would be shown as such; only None makes Qt show the source.
        found = self._catalogue.get(named) or self._catalogue.get(sourceText) or None
        return self._filled(sourceText) if found is None and context == _CORE else found

    def _filled(self, sentence: str) -> str | None:
        """A sentence with facts in it, by its pattern; `{0:said}` in a text translates the fact."""
        for pattern, text in self._patterns:
            found = pattern.fullmatch(sentence)
            if found is not None:
                return text.format(*map(_Fact, found.groups()))
        return None

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Texts with {0}, {1} …, those with the most letters of their own first."""
        held = [text for text in self._catalogue if _HOLE.search(text)]
        held.sort(key=lambda text: len(_HOLE.sub("", text)), reverse=True)
        return [(_pattern(text), self._catalogue[text]) for text in held]


class _Fact(str):
    """What stood in a hole: typed text and names stay, the program's own words are translated."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return said(str(self)) if spec == "said" else str(self)


def _pattern(text: str) -> re.Pattern[str]:
    # Whole sentences are no facts: “{0} of {1}” is not what “A cap of 3 is low.” was made from.
    end = r"(?<!\.)" if text.endswith("}") else ""
    return re.compile("(.*?)".join(map(re.escape, _HOLE.split(text))) + end, re.DOTALL)


def said(text: str) -> str:
    """A word or sentence of the core, which knows no Qt, in the language of the window."""
    return QCoreApplication.translate(_CORE, text)


def language() -> str:
    """The code of the language that was installed."""
    app = QCoreApplication.instance()
    return str(app.property(_NAME) or SOURCE) if app is not None else SOURCE


def install(app: QCoreApplication, choice: str) -> str:
    """Speak the language of a choice in all widgets made from now on; returns its code."""
    for earlier in app.findChildren(QTranslator, _NAME):
        app.removeTranslator(earlier)
        earlier.deleteLater()
    chosen = language_for(choice)
    app.setProperty(_NAME, chosen)
    if chosen != SOURCE:
        # The words of Qt's own dialogs and menus; the last one installed is asked first.
        own = QTranslator(app)
        own.load(f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        ours = Translator(read_catalogue(resource("translations", f"{chosen}.json")), app)
        for translator in (own, ours):
            translator.setObjectName(_NAME)
            app.installTranslator(translator)
    return chosen
