"""A window with every part of the kit in its states, to be looked at as a picture."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Unavailable
from app.kit.actions import Action
from app.kit.badges import Badge, SignedLabel
from app.kit.buttons import Button, IconButton
from app.kit.choice import ChoiceField
from app.kit.dialogs import Confirmation
from app.kit.fields import PasswordField, SearchField, TextArea, TextField
from app.kit.icons import Icons
from app.kit.kpi import Kpi, KpiStrip
from app.kit.labels import KeyHint, Label, Line
from app.kit.marks import Avatar, ShareBar, Sparkline
from app.kit.menus import MenuButton, MoreButton
from app.kit.notices import Banner, Notice
from app.kit.number_field import NumberField
from app.kit.options import Option, among
from app.kit.panels import Card, KeyValues, PaneHeader, TotalRow
from app.kit.segments import ChipRow, Segmented
from app.kit.stage_strip import StageCount, StageStrip
from app.kit.states import EmptyState, NoMatch, Skeleton
from app.kit.steps import Checklist, ChecklistStep, Timeline, TimelineEvent
from app.kit.tabs import Tabs
from app.kit.theme import Themes
from app.kit.toasts import Toast

SIZE = (1640, 1060)


def nothing() -> None:
    """What the buttons of the gallery do."""


class Gallery(QWidget):
    """Four columns of parts."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self.icons = icons
        self.setProperty("role", "window")
        self.setObjectName("gallery")
        columns = QHBoxLayout(self)
        columns.setContentsMargins(16, 16, 16, 16)
        columns.setSpacing(16)
        for parts in (self._states(), self._inputs(), self._figures(), self._order()):
            column = QVBoxLayout()
            column.setSpacing(12)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
            columns.addLayout(column, 1)

    def _states(self) -> list[QWidget]:
        icons = self.icons
        empty = Card(icons, padding=0)
        empty.column.addWidget(
            EmptyState(
                icons,
                icon="rooms",
                title="No rooms yet",
                text="A room token gives one chat room its own keys and its own price. "
                "Create the first one, or load the demo data to look around.",
                primary=Action("New room token", nothing, "plus"),
                secondary=Action("Load demo data", nothing),
            )
        )
        loading = Card(icons, padding=0)
        loading.column.addWidget(PaneHeader("Loading members", icons, note="128 of 2 418"))
        bars = Skeleton(icons, avatar=True)
        bars.setFixedHeight(160)
        loading.column.addWidget(bars)
        notices = Card(icons)
        notices.column.setSpacing(8)
        for tone, title, text in (
            ("info", "Mainnet is read-only for your role", "Ask a platform admin for rights."),
            ("ok", "All balances agree", "Issued minus burned equals the sum of balances."),
            ("warn", "Clock differs by 42 s", "Refund windows may be judged wrongly."),
            ("error", "Policy file has an error", "Line 14: a verdict of 120 % is above 100 %."),
        ):
            notices.column.addWidget(Notice(icons, tone, title, text))
        return [empty, loading, notices, self._trouble()]

    def _trouble(self) -> QWidget:
        card = Card(self.icons, padding=0)
        banner = Banner(self.icons, name="gallery.banner", rounded=True)
        banner.show_error(
            Unavailable("Trading is off.", title="The node does not answer"), "14:28:11"
        )
        card.column.addWidget(banner)
        nobody = NoMatch(self.icons, name="gallery.none")
        nobody.show_filter("No Gold member matches <b>sanna</b>")
        card.column.addWidget(nobody)
        return card

    def _inputs(self) -> list[QWidget]:
        return [self._fields(), self._buttons(), self._choices()]

    def _fields(self) -> QWidget:
        icons = self.icons
        card = Card(icons)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        card.column.addLayout(grid)
        principal = TextField(
            "Contract principal", icons, name="g.principal", required=True, mono=True,
            clearable=True,
        )  # fmt: skip
        principal.set_text("ST3KZ9B7WQ4M0T2XHR6PY8C5VD")
        principal.show_error("26 of 41 characters. Copy the whole principal again.")
        grid.addWidget(principal, 0, 0, 1, 2)
        amount = NumberField(
            "Amount", icons, name="g.amount", field="amount", hint="Holds 48", unit="keys"
        )
        amount.set_value(60_000)
        amount.show_error("12 more than held")
        grid.addWidget(amount, 1, 0)
        slip = TextField("Slippage", icons, name="g.slip", unit="%")
        slip.set_text("12.0")
        slip.show_warning("Far above the usual 1 %")
        grid.addWidget(slip, 1, 1)
        self.symbol = TextField("Symbol", icons, name="g.symbol")
        self.symbol.set_text("PROOF")
        self.symbol.show_ok("Free to use")
        grid.addWidget(self.symbol, 2, 0)
        creator = TextField("Creator", icons, name="g.creator")
        creator.set_text("yuki")
        creator.set_locked(True)
        creator.set_note("Set when the room was made")
        grid.addWidget(creator, 2, 1)
        steps = NumberField(
            "Keys", icons, name="g.keys", field="keys", unit="keys", steps=True, large=True,
            hint="Holds 48 keys",
        )  # fmt: skip
        steps.set_value(36)
        grid.addWidget(steps, 3, 0)
        limit = NumberField(
            "Max total price", icons, name="g.limit", field="limit", unit="sats",
            hint="fails above this",
        )  # fmt: skip
        limit.set_value(263_128)
        limit.set_computed(True)
        grid.addWidget(limit, 3, 1)
        password = PasswordField("Password", icons, name="g.password")
        password.set_text("secret words")
        grid.addWidget(password, 4, 0)
        who = ChoiceField(
            "Trade as", icons, name="g.who", source=among([]), hint="Balance 2 480 000 sats"
        )
        who.set_option(Option(7, "mirela", avatar=True))
        grid.addWidget(who, 4, 1)
        reason = TextArea("Reason", icons, name="g.reason", required=True, lines=2)
        reason.set_text("The page shows the wrong figure.")
        grid.addWidget(reason, 5, 0, 1, 2)
        return card

    def _buttons(self) -> QWidget:
        icons = self.icons
        card = Card(icons)
        grid = QGridLayout()
        grid.setSpacing(8)
        card.column.addLayout(grid)
        disabled = Button("Set contract", icons, kind="primary", extent="small")
        disabled.setEnabled(False)
        busy = Button("Set contract", icons, kind="primary", extent="small")
        busy.set_busy("Setting…")
        self.focused = Button("Set contract", icons, kind="primary", extent="small")
        for index, button in enumerate(
            (
                Button("Set contract", icons, kind="primary", extent="small"),
                self.focused,
                disabled,
                busy,
                Button("Cancel", icons, extent="small"),
                Button("Deny…", icons, kind="danger", icon="close", extent="small"),
                Button("Export", icons, kind="ghost", icon="export", extent="small"),
                Button("Show all", icons, kind="link", extent="small"),
                Button("Normal", icons),
                Button("Approve", icons, kind="primary", icon="check"),
                Button("Delete…", icons, kind="destroy"),
                Button("Tiny", icons, extent="tiny"),
            )
        ):
            grid.addWidget(button, index // 4, index % 4)
        order = QHBoxLayout()
        order.setSpacing(8)
        text = "Buy 36 keys for 260 522 sats"
        order.addWidget(Button(text, icons, kind="buy", icon="triangle-up", extent="large"), 1)
        order.addWidget(IconButton("help", "Help", icons))
        order.addWidget(MoreButton(list, icons, name="g.more"))
        card.column.addSpacing(12)
        card.column.addLayout(order)
        return card

    def _choices(self) -> QWidget:
        icons = self.icons
        card = Card(icons)
        card.column.setSpacing(12)
        side = Segmented(
            [("buy", "Buy"), ("sell", "Sell")],
            icons,
            name="g.side",
            label="Side",
            extent="large",
            glyphs={"buy": "triangle-up", "sell": "triangle-down"},
            tones={"buy": "buy", "sell": "sell"},
            keys={"buy": "B", "sell": "S"},
        )
        policy = side.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        side.setSizePolicy(policy)
        card.column.addWidget(side)
        quick = [(n, str(n)) for n in (1, 5, 10, 25, 50)] + [(0, "Max")]
        chips = ChipRow(quick, icons, name="g.quick", label="Amount", choose=False, fill=True)
        chips.set_value(25)
        card.column.addWidget(chips)
        card.column.addWidget(
            ChipRow(
                [(n, n) for n in ("All", "Held", "Gainers", "New")],
                icons,
                name="g.chips",
                label="Rooms",
            )
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(SearchField(icons, name="g.search", placeholder="Name, symbol or ID"), 1)
        stages = [("", "all"), ("draft", "Draft")]
        row.addWidget(MenuButton("Stage", stages, icons, name="g.stage", icon="filter"))
        active = MenuButton("Stage", stages, icons, name="g.stage2")
        active.set_value("draft")
        row.addWidget(active)
        card.column.addLayout(row)
        ranges = [(n, n) for n in ("24 h", "3 d", "7 d", "All")]
        times = Segmented(ranges, icons, name="g.range", label="Range")
        times.set_value("3 d")
        row = QHBoxLayout()
        row.addWidget(times)
        row.addStretch(1)
        card.column.addLayout(row)
        tabs = Tabs(icons, name="g.tabs", label="Parts")
        for key, count in (("Setup", 0), ("Holders", 0), ("Trades", 0), ("Events", 3)):
            tabs.add(key, key, count)
        card.column.addWidget(tabs)
        return card

    def _figures(self) -> list[QWidget]:
        icons = self.icons
        strip = KpiStrip(icons, name="g.kpi", card=True)
        strip.show_figures(
            [
                Kpi("Rooms", "128", context="6 new in 7 days"),
                Kpi("Waiting", "13", context="2 older than 24 h", tone="warn"),
                Kpi("Reserve", "48.21", "M sats", context="14.2 %", tone="buy"),
            ]
        )
        stages = StageStrip(icons, name="g.stages")
        stages.show_stages(
            [
                StageCount("draft", "Draft", 12, "by creators"),
                StageCount("set", "Contract set", 5, "waiting for creators"),
                StageCount("trading", "Trading", 98, "open for buy and sell"),
            ]
        )
        stages.set_value("set")
        return [strip, stages, self._values(), self._badges(), self._toasts()]

    def _values(self) -> QWidget:
        card = Card(self.icons, "Order ticket", note="Quote at supply 312")
        rows = KeyValues(self.icons)
        rows.add("cost", "Curve cost", "248 118")
        rows.add("fee", "Creator fee 2.5 %", "+6 202")
        rows.add_line()
        card.column.addWidget(rows)
        total = TotalRow("Total to pay")
        total.show_total("Total to pay", "260 522", "sats")
        card.column.addWidget(total)
        card.column.addWidget(Line())
        more = KeyValues(self.icons)
        more.add_widget("impact", "Price impact", Badge("+24.0 % High", self.icons, tone="warn"))
        more.add("creator", "Creator", "STM9S…643D", role="mono")
        more.add("unset", "Contract principal", "Not set", role="s3")
        card.column.addWidget(more)
        card.column.addWidget(KeyHint(("Ctrl", "Enter"), "submits the order", self.icons.themes))
        return card

    def _badges(self) -> QWidget:
        icons, themes = self.icons, self.icons.themes
        card = Card(icons)
        grid = QGridLayout()
        grid.setSpacing(8)
        parts: list[QWidget] = [
            Badge("LNDEV", icons),
            Badge("Requested", icons, tone="info", icon="clock"),
            Badge("Healthy", icons, tone="ok"),
            Badge("Daily cap", icons, tone="warn"),
            Badge("Earning off", icons, tone="error", icon="lock"),
            Badge("Buy", icons, tone="buy"),
            Badge("Sell", icons, tone="sell"),
            SignedLabel(themes, "22.0 %", 1),
            SignedLabel(themes, "4.1 %", -1),
            SignedLabel(themes, "0.0 %", 0),
            Avatar(themes, "mirela"),
            ShareBar(themes, 0.62),
            Sparkline(themes, "Trend", (3, 5, 4, 6, 5, 8, 7, 9)),
        ]
        for index, part in enumerate(parts):
            grid.addWidget(part, index // 4, index % 4)
        card.column.addLayout(grid)
        return card

    def _toasts(self) -> QWidget:
        stage = QWidget()
        column = QVBoxLayout(stage)
        column.setContentsMargins(0, 0, 0, 0)
        text = "260 522 sats, supply 312 → 348"
        done = Toast(
            self.icons, stage, "ok", "Bought 36 keys of LNDEV", text, Action("View", nothing)
        )
        failed = Toast(
            self.icons,
            stage,
            "error",
            "Trade not sent",
            "The price moved above your limit of 263 128 sats",
            Action("New quote", nothing),
        )
        for toast in (done, failed):
            toast.setFixedHeight(toast.heightForWidth(toast.width()))
            column.addWidget(toast)
        return stage

    def _order(self) -> list[QWidget]:
        icons = self.icons
        card = Card(icons, "Deployment steps", note="2 of 5 done")
        form = Card(icons, padding=12, raised=True)
        form.column.setSpacing(12)
        principal = TextField(
            "Deployed contract principal", icons, name="g.form", hint="Testnet", mono=True,
            clearable=True,
        )  # fmt: skip
        principal.set_text("ST3KZ9B7WQ4M0T…4QK7TB.key-token-131")
        principal.show_ok("Contract found. Source equals the key token template.")
        form.column.addWidget(principal)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Button("Set contract", icons, kind="primary", extent="small"))
        row.addWidget(Button("Copy deploy command", icons, extent="small"))
        row.addStretch(1)
        form.column.addLayout(row)
        checklist = Checklist(icons, name="g.steps")
        checklist.show_steps(
            [
                ChecklistStep("Create room token", "done", "Creator", "2026-03-12 13:58"),
                ChecklistStep(
                    "Set the contract principal", "next", "Admin", "Deploy the key template."
                ),
                ChecklistStep(
                    "Initialise the key token", "later", "Creator", code="initialize-chat-room"
                ),
            ],
            form,
        )
        card.column.addWidget(checklist)
        history = Card(icons, "Purchase", note="Extra 5 GB storage")
        timeline = Timeline(icons, name="g.timeline")
        timeline.show_events(
            [
                TimelineEvent("09:20", "Purchased for 100 tokens", "PIN confirmed, 512 → 412"),
                TimelineEvent("14:02", "Refund requested", "“I bought the wrong size.”", "accent"),
                TimelineEvent("14:02", "Answer due tomorrow", "23 h 30 min left", "due"),
            ]
        )
        history.column.addWidget(timeline)
        question = Confirmation(
            icons,
            "Reset the balance of wren?",
            "This removes <b>690 tokens</b> and drops wren from Gold to Bronze. The reset is "
            "written to the audit log and cannot be undone.",
            yes="Reset balance",
            no="Keep balance",
            on_yes=nothing,
            danger=True,
            word="wren",
            icon="trash",
        )
        assert question.typed is not None
        question.typed.set_text("wre")
        question.card.setParent(None)
        self._question = question
        return [card, history, question.card, Label("Page title", "h1"), Label("28", "hero")]


def render(themes: Themes, theme_name: str, path: Path | str, percent: int = 100) -> None:
    """Save a picture of all parts in a theme (`light`, `dark`) at a text scale in percent."""
    themes.choose(theme_name)
    themes.set_scale(percent)
    gallery = Gallery(Icons(themes))
    gallery.resize(SIZE[0] * percent // 100, SIZE[1] * percent // 100)
    gallery.show()
    gallery.activateWindow()
    gallery.focused.setFocus()
    QApplication.processEvents()
    gallery.grab().save(str(path))
    gallery.close()
    gallery.deleteLater()
