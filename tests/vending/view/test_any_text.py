"""Whatever is typed, pasted or chosen: no crash, a message at the field, nothing written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from app.db.schema import table_of
from app.vending.rules import Side
from app.vending.tables import Trade
from app.vending.trading import place
from app.vending.view.vending_page import VendingPage
from tests.examples import few_examples
from tests.factories import Market, order
from tests.vending.view.conftest import calm

TEXTS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[-+−]?[0-9 ,.\u202f]{0,30}", fullmatch=True),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(["", " ", "0", "-1", "1e9", "٣", "9" * 400, "1,5", "NaN", "=1+1", "\0", "½"]),
)


@pytest.fixture
def filled(page: VendingPage, market: Market, qtbot: QtBot) -> Iterator[VendingPage]:
    """The page of a room with some supply, whose orders go nowhere."""
    place(market.desk, order(market.room, market.members[0], 40))
    page.reload()
    calm(page, qtbot)
    yield page
    calm(page, qtbot)
    count = market.desk.database.read(
        lambda c: c.execute(select(func.count()).select_from(table_of(Trade))).scalar_one()
    )
    assert count == 1


@few_examples
@given(text=TEXTS, side=st.sampled_from(Side), spends=st.booleans())
def test_any_amount(filled: VendingPage, text: str, side: Side, spends: bool) -> None:
    ticket = filled.ticket
    ticket.choose_side(side)
    mode = (
        ticket.form.amount.by_budget if spends and side is Side.BUY else ticket.form.amount.by_keys
    )
    mode.click()
    field = ticket.form.amount.field
    field.set_text(text)
    valid = field.validate()
    offer = ticket.offer
    assert offer is not None
    if not valid:
        assert field.message.text()
    if valid:
        assert offer.quote is not None
        assert offer.refusal is None
        assert f"{offer.quote.keys}" in ticket.form.button.accessibleName().replace("\u202f", "")
    shaded = filled.curve.chart.shaded_cost()
    assert shaded == (offer.quote.gross if offer.quote is not None else 0)


@few_examples
@given(text=TEXTS, side=st.sampled_from(Side))
def test_any_limit(filled: VendingPage, text: str, side: Side) -> None:
    ticket = filled.ticket
    ticket.choose_side(side)
    ticket.form.amount.set_keys(1)
    field = ticket.form.limit.amount
    field.set_text(text)
    if not field.validate():
        assert field.message.text()
        ticket.submit()
        assert not ticket.submission.under_way
    ticket.form.limit.reset()


@few_examples
@given(text=TEXTS)
def test_any_search(filled: VendingPage, text: str) -> None:
    filled.rooms.search.set_text(text)
    listed = filled.rooms.model.rows
    assert filled.rooms.none.isVisibleTo(filled.rooms) is (not listed)


@few_examples
@given(text=TEXTS)
def test_any_member(filled: VendingPage, text: str) -> None:
    filled.ticket.form.member.popup.search.set_text(text)
    assert filled.context.tasks.wait_idle()


@few_examples
@given(room=TEXTS, member=TEXTS)
def test_any_remembered_text(filled: VendingPage, tmp_path: Path, room: str, member: str) -> None:
    memory = filled.context.settings
    for name, text in (("vending.room", room), ("vending.member", member)):
        memory.set_text(name, f"{filled.desk.database.location}|{text}")
        known = filled._remembered(name)
        assert known is None or 0 <= known < 2**63
