"""The position of a member: keys, money, worth, result with its sign."""

import pytest
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.theme import Themes
from app.members.rules import MemberStatus
from app.vending.rules import TradeRules
from app.vending.valuation import Position
from app.vending.view.market.position_panel import PositionPanel
from app.vending.view.ticket.ticket_model import Funds
from tests.vending.view.market.test_header_strip import machine


@pytest.fixture
def panel(looks: Themes, qtbot: QtBot) -> PositionPanel:
    panel = PositionPanel(Icons(looks))
    qtbot.addWidget(panel)
    panel.resize(308, 170)
    panel.show()
    return panel


def funds(keys: int, paid: int, value: int, even: int | None = 300) -> Funds:
    return Funds(7, "mirela", MemberStatus.ACTIVE, 10, Position(keys, paid, value, even))


def told(panel: PositionPanel, key: str) -> str:
    block = panel.outcome if key == "even" else panel.rows
    return block.widget(key).accessibleName().replace("\u202f", " ")


def test_a_gain_has_a_plus_and_the_colour_of_up(panel: PositionPanel) -> None:
    panel.show_funds(machine(), funds(48, 214_906, 240_668))
    assert panel.title.full_text() == "Position of mirela"
    assert panel.share.text == "15.4\u202f% of supply"
    assert told(panel, "held") == "48"
    assert told(panel, "paid") == "214 906"
    assert told(panel, "average") == "4 477"
    assert told(panel, "value") == "240 668"
    assert told(panel, "even") == "300"
    assert panel.result.text == "+25\u202f762 sats"
    assert panel.result.direction == 1


def test_a_loss_has_a_minus_and_the_colour_of_down(panel: PositionPanel) -> None:
    panel.show_funds(machine(), funds(1, 1_050_000, 950_000))
    assert panel.result.text == "−100\u202f000 sats"
    assert panel.result.direction == -1


def test_no_keys_have_no_result(panel: PositionPanel) -> None:
    panel.show_funds(machine(), funds(0, 0, 0))
    assert told(panel, "held") == "0"
    assert told(panel, "average") == "–"
    assert told(panel, "even") == "–"
    assert panel.result.text == "–"
    assert panel.result.direction == 0


def test_a_break_even_out_of_reach_says_why(panel: PositionPanel) -> None:
    panel.show_funds(machine(), funds(2, 100, 90, None))
    assert told(panel, "even") == "never: price stays too low"
    panel.show_funds(machine(rules=TradeRules(supply_cap=350)), funds(2, 100, 90, 351))
    assert told(panel, "even") == "never: supply ends at 350"
    panel.show_funds(machine(rules=TradeRules(supply_cap=351)), funds(2, 100, 90, 351))
    assert told(panel, "even") == "351"


def test_without_a_member_nothing_is_claimed(panel: PositionPanel) -> None:
    panel.show_funds(machine(), funds(48, 1, 2))
    panel.show_funds(machine(), None)
    assert panel.title.full_text() == "Position"
    assert told(panel, "held") == "–"
    assert not panel.share.isVisible()


def test_a_supply_of_none_has_no_shares(panel: PositionPanel) -> None:
    panel.show_funds(machine(supply=0), funds(0, 0, 0))
    assert panel.share.text == "0.0\u202f% of supply"


def test_endless_amounts_are_short_and_exact_in_the_tooltip(panel: PositionPanel) -> None:
    panel.show_funds(machine(), funds(3, 2**62, 2**61))
    assert told(panel, "paid") == "4611686 T"
    tip = panel.rows.widget("paid").toolTip().replace("\u202f", " ")
    assert tip == "4 611 686 018 427 387 904"
    assert panel.result.text.startswith("−")
    assert panel.result.geometry().right() < panel.width()
