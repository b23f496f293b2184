"""How this computer shows the program: theme, text size, language, motion and keys."""

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from app.kit.labels import Label
from app.kit.layouts import in_column, in_row
from app.kit.numbers import GROUPINGS, THIN
from app.kit.page import ViewContext
from app.kit.panels import Card
from app.kit.segments import Segmented
from app.kit.translation import SYSTEM, languages

translate = QCoreApplication.translate

NAMES = {"en": "English", "es": "Español"}
"""What languages call themselves, so that they are found by who doesn't read the present one."""

SCALES = (100, 110, 125, 150)
"""Text sizes that are offered, in percent."""

LETTER_KEYS = "letter_keys"
"""The switch in the settings of this computer for keys without Ctrl or Alt; on at first."""


class LooksCard(Card):
    """Every choice is applied and remembered at once; the language waits for the next start."""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        icons = context.icons
        super().__init__(
            icons,
            translate("Settings", "Looks"),
            note=translate("Settings", "kept on this computer"),
            parent=parent,
        )
        self._context = context
        self.setObjectName("settings.looks")
        self._build()
        self._arrange()
        self._show_choice()
        self.theme.chosen.connect(self._on_theme_chosen)
        self.scale.chosen.connect(self._on_scale_chosen)
        self.language.chosen.connect(self._on_language_chosen)
        self.grouping.chosen.connect(self._on_grouping_chosen)
        self.market.toggled.connect(self._on_market_toggled)
        self.motion.toggled.connect(self._on_motion_toggled)
        self.keys.toggled.connect(self._on_keys_toggled)
        context.themes.changed.connect(self._on_themes_changed)

    def _build(self) -> None:
        context, icons, tr = self._context, self._context.icons, self.tr
        settings = context.settings
        self.theme = Segmented(
            [("system", tr("System")), ("light", tr("Light")), ("dark", tr("Dark"))],
            icons,
            name="settings.theme",
            label=tr("Theme"),
            extent="small",
        )
        self.scale = Segmented(
            [(percent, f"{percent}{THIN}%") for percent in SCALES],
            icons,
            name="settings.scale",
            label=tr("Text size"),
            extent="small",
        )
        self.language = Segmented(
            [(SYSTEM, tr("System")), *((code, NAMES.get(code, code)) for code in languages())],
            icons,
            name="settings.language",
            label=tr("Language"),
            extent="small",
        )
        self.language.set_value(settings.language())
        self.grouping = Segmented(
            [(name, f"660{separator}829") for name, separator in GROUPINGS.items()],
            icons,
            name="settings.grouping",
            label=tr("Thousands"),
            extent="small",
        )
        self.grouping.set_value(settings.text("grouping"))
        self.market = self._check("settings.market_colors", tr("Blue and orange"))
        self.market.setChecked(context.themes.market_colors)
        self.motion = self._check("settings.motion", tr("Nothing moves"))
        self.motion.setChecked(context.themes.reduced_motion)
        self.keys = self._check("settings.letter_keys", tr("Act outside text fields"))
        self.keys.setChecked(settings.flag(LETTER_KEYS, True))

    def _arrange(self) -> None:
        tr = self.tr
        self.column.setSpacing(12)
        for title, control, note in (
            (tr("Theme"), self.theme, ""),
            (tr("Text size"), self.scale, tr("Rows and buttons grow with it.")),
            (tr("Language"), self.language, tr("Applies at the next start.")),
            (tr("Thousands"), self.grouping, tr("Applies at the next start.")),
            (tr("Market colours"), self.market, tr("Instead of teal and orange.")),
            (tr("Reduced motion"), self.motion, tr("No fading and no sliding.")),
            (tr("Single-letter keys"), self.keys, tr("J, K, / and the like.")),
        ):
            self._add_row(title, control, note)

    def _check(self, name: str, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.setObjectName(name)
        return box

    def _add_row(self, title: str, control: QWidget, note: str) -> None:
        name = Label(title, "body")
        name.setBuddy(control)
        row = in_row(spacing=16)
        words = in_column(name, spacing=0)
        if note:
            words.addWidget(Label(note, "hint"))
        control.setAccessibleDescription(note)
        if isinstance(control, QCheckBox):
            control.setAccessibleName(f"{title}: {control.text()}")
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(row)

    def _show_choice(self) -> None:
        themes = self._context.themes
        self.theme.set_value(themes.choice)
        wanted = round(themes.scale * 100)
        self.scale.set_value(min(SCALES, key=lambda percent: abs(percent - wanted)))

    @Slot(object)
    def _on_theme_chosen(self, choice: str) -> None:
        self._context.settings.set_theme(choice)
        self._context.themes.choose(choice)

    @Slot(object)
    def _on_scale_chosen(self, percent: int) -> None:
        self._context.settings.set_scale(percent)
        self._context.themes.set_scale(percent)

    @Slot(object)
    def _on_language_chosen(self, choice: str) -> None:
        self._context.settings.set_language(choice)

    @Slot(object)
    def _on_grouping_chosen(self, name: str) -> None:
        self._context.settings.set_text("grouping", name)

    @Slot(bool)
    def _on_market_toggled(self, on: bool) -> None:
        self._context.settings.set_flag("market_colors", on)
        self._context.themes.set_market_colors(on)

    @Slot(bool)
    def _on_motion_toggled(self, reduced: bool) -> None:
        self._context.settings.set_flag("reduced_motion", reduced)
        self._context.themes.set_reduced_motion(reduced)

    @Slot(bool)
    def _on_keys_toggled(self, on: bool) -> None:
        self._context.settings.set_flag(LETTER_KEYS, on)

    @Slot(object)
    def _on_themes_changed(self, _theme: object) -> None:
        self._show_choice()
