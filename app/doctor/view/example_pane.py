"""The chosen case in numbers: what it comes to, and its trades in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Unpack

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.doctor.trades import TrialTrade
from app.doctor.view.labels import amount_words, figure, sentence_of, title_of
from app.doctor.view.playing import Case
from app.kit.labels import ElidedLabel, Label
from app.kit.layouts import in_column
from app.kit.numbers import DASH
from app.kit.page import ViewContext
from app.kit.panels import Pane, PaneHeader
from app.kit.table.columns import Column, Kind, Looks
from app.kit.table.model import TableModel
from app.kit.table.view import TableView
from app.listing import Page
from app.vending.rules import Side


@dataclass(frozen=True)
class TrialRow:
    """One trade of the table; instead: it is compared with, not played."""

    id: int
    step: TrialTrade
    instead: bool = False

    @property
    def buys(self) -> bool:
        """Whether keys are bought."""
        return self.step.side is Side.BUY


class ExamplePane(Pane):
    """Amount, sentence and trades of a case.

    wanted: the trade, counted from 1, that the person wants to see played.
    """

    wanted = Signal(object)

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("doctor.example")
        self.header = PaneHeader(self.tr("Counter-example"), context.icons)
        self.amount = ElidedLabel("", "value18")
        self.amount.setObjectName("doctor.amount")
        self.sentence = Label("", "k", wrap=True)
        self.rows = TableModel(self._columns(), self)
        self.table = TableView(
            self.rows,
            context.icons,
            name="doctor.steps",
            label=self.tr("Trades of the counter-example"),
            row_height=24,
        )
        self.none = Label("", "t3", wrap=True)
        words = in_column(self.amount, self.sentence, self.none, margins=(16, 2, 16, 10), spacing=4)
        self.column.addWidget(self.header)
        self.column.addLayout(words)
        self.column.addWidget(self.table, 1)
        self.column.addStretch(0)
        self.table.opened.connect(self._on_opened)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """Show a case; None for no verdict."""
        words = amount_words(case) if case is not None else ""
        self.header.set_note(title_of(case) if case is not None else "")
        self.amount.setText(words)
        self.amount.setVisible(bool(words))
        self.sentence.setText(sentence_of(case) if case is not None else "")
        rows: list[TrialRow] = []
        if case is not None and case.example is not None:
            steps = [(step, False) for step in case.example.steps]
            steps += [(step, True) for step in case.example.instead]
            rows = [TrialRow(at, step, instead) for at, (step, instead) in enumerate(steps)]
        self.rows.restart(Page(0, tuple(rows), len(rows)))
        self.table.setVisible(bool(rows))
        self.none.setText("" if rows or case is None else self.tr("There is nothing to play."))
        self.none.setVisible(not rows)

    def show_played(self, played: int) -> None:
        """Mark the trade that was played last."""
        if played:
            self.table.go_to(played - 1)
        else:
            self.table.clearSelection()

    def _columns(self) -> tuple[Column[TrialRow], ...]:
        tr = self.tr

        def trade(row: TrialRow) -> str:
            return f"{tr('Buy') if row.buys else tr('Sell')} {figure(row.step.keys)}"

        def number(row: TrialRow) -> str:
            return tr("or") if row.instead else str(row.id + 1)

        def paid(row: TrialRow) -> str:
            return figure(row.step.total) if row.buys else DASH

        def got(row: TrialRow) -> str:
            return DASH if row.buys else figure(row.step.total)

        return (
            _column("number", "#", "text", number, width=44, yields=1, tone=lambda _row: "text3"),
            _column("trade", tr("Trade"), "side", trade, width=100, stretch=True,
                    tone=lambda row: "buy" if row.buys else "sell"),
            _column("supply", tr("Supply"), "number", lambda row: figure(row.step.supply),
                    width=58, yields=2),
            _column("fees", tr("Fees"), "number", lambda row: figure(row.step.fees), width=52,
                    yields=3),
            _column("paid", tr("Paid"), "number", paid, width=64, stretch=True),
            _column("got", tr("Got"), "number", got, width=64, stretch=True),
        )  # fmt: skip

    @Slot(object)
    def _on_opened(self, row: TrialRow) -> None:
        if not row.instead:
            self.wanted.emit(row.id + 1)


def _column(
    key: str,
    title: str,
    kind: Kind,
    text: Callable[[TrialRow], str],
    **looks: Unpack[Looks[TrialRow]],
) -> Column[TrialRow]:
    return Column(key, title, text, text, kind, **looks)
