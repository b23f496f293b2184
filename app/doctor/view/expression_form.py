"""Typing a curve as an expression: the price of a key, or what orders cost and bring."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.doctor.expression import parse_expression
from app.doctor.subject import Subject, pair_of, price_of
from app.doctor.view.code_field import CodeField
from app.doctor.view.labels import located
from app.errors import InvalidInput
from app.kit.labels import Label
from app.kit.layouts import in_column
from app.kit.page import ViewContext
from app.kit.segments import Segmented

PRICE: Final = "100 + s*s/10"
BUY: Final = "5*(s+n)**2 - 5*s**2"
SELL: Final = "5*s**2 - 5*(s-n)**2"


class ExpressionKind(StrEnum):
    """What is typed: the price of one key, or of whole orders."""

    PRICE = "price"
    PAIR = "pair"


class ExpressionForm(QWidget):
    """One expression or two; what was typed for one kind is kept while the other is shown.

    edited: something was typed, or the other kind chosen.
    """

    edited = Signal()

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        icons = context.icons
        self.kind = Segmented(
            [
                (ExpressionKind.PRICE, self.tr("Price of a key")),
                (ExpressionKind.PAIR, self.tr("Buy and sell")),
            ],
            icons,
            name="doctor.expression",
            label=self.tr("Expression for"),
        )
        titles = {
            "price": self.tr("Price of key number s, from 0"),
            "buy": self.tr("Buying n keys at supply s costs"),
            "sell": self.tr("Selling n keys at supply s brings"),
        }
        self.fields = {
            name: CodeField(
                title, icons, name=f"doctor.{name}", lines=2, check=partial(self._judge, name)
            )
            for name, title in titles.items()
        }
        column = in_column(self.kind, within=self, spacing=12)
        for name, text in (("price", PRICE), ("buy", BUY), ("sell", SELL)):
            self.fields[name].set_text(text)
            self.fields[name].edited.connect(self.edited)
            column.addWidget(self.fields[name])
        self._add_grammar(column)
        self.kind.chosen.connect(self._on_kind_chosen)
        self._show_fields()

    def _add_grammar(self, column: QVBoxLayout) -> None:
        signs = "0 1 2 …   s   n   ( )   + - * / // % **\nfloor  ceil  abs  min  max"
        self.grammar = Label(signs, "mono2", wrap=True)
        self.grammar.setObjectName("doctor.grammar")
        column.addWidget(self.grammar)
        words = self.tr(
            "s is the supply before the trade, n the keys of the order. / is exact and // rounds "
            "down; the result is rounded down to a whole minor unit."
        )
        column.addWidget(Label(words, "t3", wrap=True))

    def choose_kind(self, kind: ExpressionKind) -> None:
        """Show the field of a price, or those of buying and selling."""
        self.kind.set_value(kind)
        self._show_fields()
        self.edited.emit()

    def maker(self) -> Callable[[], Subject]:
        """Makes a subject of what is typed; InvalidInput for what is none, which is underlined."""
        texts = {name: self.fields[name].text() for name in self._shown()}
        for name in texts:
            self._judge(name)
        if self.kind.value() == ExpressionKind.PRICE:
            return partial(price_of, texts["price"])
        return partial(pair_of, texts["buy"], texts["sell"])

    def show_error(self, error: InvalidInput) -> bool:
        """Show a refusal at its field, unless that is empty; tells whether it is one of these."""
        if error.field not in self._shown():
            return False
        if self.fields[error.field].text().strip():
            self.fields[error.field].refuse(located(error))
        return True

    def _shown(self) -> tuple[str, ...]:
        return ("price",) if self.kind.value() == ExpressionKind.PRICE else ("buy", "sell")

    def _judge(self, name: str) -> None:
        """Read one field and mark where it can't be read."""
        field = self.fields[name]
        try:
            variables = "s" if name == "price" else "sn"
            parse_expression(field.text(), field=name, variables=variables)
        except InvalidInput as error:
            column = error.details.get("column")
            if isinstance(column, int):
                field.mark_column(column)
            raise InvalidInput(located(error), field=name) from None

    @Slot(object)
    def _on_kind_chosen(self, _kind: object) -> None:
        self._show_fields()
        self.edited.emit()

    def _show_fields(self) -> None:
        shown = self._shown()
        for name, field in self.fields.items():
            field.setVisible(name in shown)
