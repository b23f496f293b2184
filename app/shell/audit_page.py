"""The Audit page: the proof of the books above, the audit trail below."""

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.db.paging import QuerySource
from app.kit.actions import Action
from app.kit.layouts import in_column
from app.kit.list_page import ListFilter, ListPane, ListSpec
from app.kit.numbers import DASH, counted
from app.kit.page import Page, ViewContext
from app.kit.table.columns import Column, badge, moment, text
from app.kit.table.pane import TableSpec
from app.kit.translation import said
from app.operators.desk import Desk
from app.operators.queries import TRAIL, TRAIL_FIELDS, TrailRow, trail_actions, trail_operators
from app.operators.trail import DONE, REFUSED
from app.shell.proof_panel import ProofPanel

LEAST_SEARCH = 96
"""Pixels of the search field beside the filters."""

LEAST_TRAIL = 280
"""Design pixels that the trail keeps under the proof."""


def values_text(text: str) -> str:
    """A JSON object of the trail as `name: value` pairs; the text itself where it is none."""
    if not text:
        return DASH
    try:
        values = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
    if not isinstance(values, Mapping):
        return text
    return ", ".join(f"{name}: {_plain(value)}" for name, value in values.items())


def _plain(value: object) -> str:
    if value is None:
        return DASH
    return str(value).lower() if isinstance(value, bool) else str(value)


class AuditPage(Page):
    """Checks the books and shows who did what."""

    kinds = frozenset({"job", "trail", "room", "trade", "member", "operator", "settings"})

    def __init__(self, context: ViewContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._desk = desk
        self.setObjectName("audit")
        self.proof = ProofPanel(context, desk)
        every = ("", self.tr("all"))
        outcomes = [every, (DONE, self.tr("done")), (REFUSED, self.tr("refused"))]
        spec = ListSpec(
            name="audit",
            search=self.tr("Operator, subject, reason"),
            table=self._spec(),
            filters=(
                ListFilter("operator", self.tr("Operator"), [every]),
                ListFilter("action", self.tr("Action"), [every]),
                ListFilter("outcome", self.tr("Outcome"), outcomes),
            ),
            lined=False,
        )
        source = QuerySource(desk.database, TRAIL.page, TRAIL.stream)
        self.list = ListPane(context, spec, source)
        self.list.search.setMinimumWidth(LEAST_SEARCH)
        self.table = self.list.table
        self._compose()

    def reload(self) -> None:
        self.table.refresh()
        self.proof.reload()
        database = self._desk.database
        self.context.tasks.query(
            lambda: database.read(lambda c: (trail_operators(c), trail_actions(c))),
            done=self._on_choices,
            key="audit.choices",
        )

    def commands(self) -> tuple[Action, ...]:
        return (
            Action(self.tr("Check the books"), self.proof.check, icon="shield"),
            Action(self.tr("Export the audit trail…"), self.export_current, "export", "Ctrl+E"),
        )

    def export_current(self) -> None:
        self.table.export()

    def focus_search(self) -> None:
        self.list.focus_search()

    def _on_choices(self, found: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        for name, values in zip(("operator", "action"), found, strict=True):
            # A filter of before stays, though nothing has that value any more.
            chosen = self.table.paged.listing.filters.get(name)
            shown = sorted({*values, chosen} if isinstance(chosen, str) else values)
            button = self.list.filters[name]
            button.set_options([("", self.tr("all")), *((value, value) for value in shown)])
            button.set_value(chosen or "")

    def _compose(self) -> None:
        body = QWidget()
        body.setProperty("role", "page")
        column = in_column(self.proof, within=body, margins=(16, 16, 16, 16), spacing=12)
        self.list.setProperty("card", "true")
        self.list.setMinimumHeight(self.context.themes.px(LEAST_TRAIL))
        column.addWidget(self.list, 1)
        # A small window with large text scrolls; nothing is squeezed.
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        in_column(scroll, within=self)

    def _spec(self) -> TableSpec:
        zone, tr = self.context.zone, self.tr
        field = TRAIL_FIELDS

        def values(key: str, title: str, width: int) -> Column[TrailRow]:
            def words(row: TrailRow) -> str:
                return values_text(str(field[key].value(row)))

            return Column(key, title, field[key].value, words, width=width, stretch=True,
                          cell_tip=words)  # fmt: skip

        columns: tuple[Column[TrailRow], ...] = (
            moment(field["at"], tr("Time"), zone, sort_key="at", width=152),
            text(field["operator"], tr("Operator"), sort_key="operator", width=112),
            text(field["action"], tr("Action"), sort_key="action", width=176, bold=True),
            text(field["subject_name"].named("subject"), tr("Subject"), sort_key="subject",
                 width=144, secondary=lambda row: row.subject_kind),
            badge(field["outcome"], tr("Outcome"), lambda row: said(row.outcome),
                  sort_key="outcome", width=112,
                  tone=lambda row: "ok" if row.outcome == DONE else "warn"),
            values("before", tr("Before"), 160),
            values("after", tr("After"), 200),
            text(field["reason"], tr("Reason"), width=144, stretch=True),
        )  # fmt: skip
        return TableSpec(
            name="trail",
            label=tr("Audit trail"),
            columns=columns,
            describe=lambda count: counted(count, tr("line"), tr("lines")),
            row_height=28,
            several=True,
            filters=("operator", "action", "outcome"),
        )
