"""The strip above the page, the solvency badge, and the drop-down of rooms."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.kit.icons import Icons
from app.kit.theme import Themes
from app.rooms.rules import Status
from app.vending.curves import Linear
from app.vending.machines import MachineView
from app.vending.queries import DayFigures
from app.vending.rules import FeeMode, Fees, TradeRules
from app.vending.valuation import Solvency, solvency
from app.vending.view.market.header_strip import HeaderStrip
from app.vending.view.market.solvency_badge import SolvencyBadge
from app.vending.view.price.price_series import TradeArrays
from app.vending.view.reading import RoomReading

CURVE = Linear(1_000_000, 10_000)


def machine(**changes: object) -> MachineView:
    known = MachineView(
        room=1, room_id="123", name="Lightning Devs", symbol="LNDEV", status=Status.TRADING,
        is_demo=False, creator_member_id=7, key_asset_id=2, quote_asset_id=1, quote="sats",
        curve=CURVE, fees=Fees(), fee_mode=FeeMode.ON_TOP, rules=TradeRules(), treasury="",
        supply=312, reserve=660_829, price=6_184, trades=669, traded_at=0,
    )  # fmt: skip
    return replace(known, **changes)  # type: ignore[arg-type]  # Each test names real fields.


def reading(room: MachineView, before: int | None = 5_069, creator: str = "ada.l") -> RoomReading:
    figures = DayFigures(4_699_281, 117_364, 60, before, 22)
    covered = Solvency(660_829, 660_829, 0, 0)
    return RoomReading(room, figures, covered, creator, 0, TradeArrays.empty(), None)


@pytest.fixture
def strip(looks: Themes, qtbot: QtBot) -> HeaderStrip:
    strip = HeaderStrip(Icons(looks))
    qtbot.addWidget(strip)
    strip.resize(1255, 56)
    strip.show()
    return strip


def shown(strip: HeaderStrip, key: str) -> str:
    figure = strip.figures[key]
    return figure.accessibleName().replace("\u202f", " ")


def test_all_figures_of_the_design_are_there(strip: HeaderStrip) -> None:
    strip.show_reading(reading(machine()))
    assert strip.name.full_text() == "Lightning Devs"
    assert strip.symbol.text == "LNDEV"
    assert strip.creator.full_text() == "Room #123 · by ada.l"
    assert shown(strip, "price") == "Price: 6 184 sats"
    assert shown(strip, "day") == "24 h: +22.0 %"
    assert shown(strip, "supply") == "Supply: 312 keys"
    assert shown(strip, "reserve") == "Curve reserve: 660 829 sats"
    assert shown(strip, "volume") == "24 h volume: 4 699 281 sats"
    assert shown(strip, "fees") == "Creator fees 24 h: 117 364 sats"
    assert shown(strip, "holders") == "Holders: 22"
    assert all(figure.isVisible() for figure in strip.figures.values())


def test_no_change_is_told_without_an_earlier_price(strip: HeaderStrip) -> None:
    strip.show_reading(reading(machine(), before=None))
    assert shown(strip, "day") == "24 h: –"


def test_endless_amounts_are_short_and_exact_in_the_tooltip(strip: HeaderStrip) -> None:
    strip.show_reading(reading(machine(reserve=2**63 - 1, price=10**17)))
    assert strip.figures["reserve"].value.text() == "9223372\u202fT"
    exact = strip.figures["reserve"].toolTip().replace("\u202f", " ")
    assert exact == "9 223 372 036 854 775 807"


def test_figures_that_matter_least_go_first(strip: HeaderStrip) -> None:
    strip.show_reading(reading(machine(name="A name of thirty-two characters!")))
    strip.resize(760, 56)
    visible = [key for key, figure in strip.figures.items() if figure.isVisible()]
    assert visible[:3] == ["price", "day", "supply"]
    assert "fees" not in visible
    assert strip.minimumSizeHint().width() <= 760


def test_a_principal_as_creator_is_shortened(strip: HeaderStrip) -> None:
    address = "ST3KZ9B7WQ4M0T2XHR6PY8C5VDJ1N4QK7TB0AB12"
    strip.show_reading(reading(machine(), creator=address))
    assert strip.creator.full_text() == "Room #123 · by ST3KZ9B7WQ4M…AB12"


def test_demo_rooms_are_marked(strip: HeaderStrip) -> None:
    strip.show_reading(reading(machine(is_demo=True)))
    assert strip.demo.isVisible()
    strip.show_reading(reading(machine()))
    assert not strip.demo.isVisible()


def test_a_room_without_a_machine_has_a_name_only(strip: HeaderStrip) -> None:
    strip.show_reading(reading(machine()))
    strip.show_missing("Draft")
    assert strip.name.full_text() == "Draft"
    assert not strip.solvency.isVisible()
    assert shown(strip, "price") == "Price: –"


def test_the_strip_grows_with_the_text(strip: HeaderStrip, looks: Themes) -> None:
    looks.set_scale(150)
    strip.fit()
    assert strip.height() == 84


@pytest.fixture
def badge(looks: Themes, qtbot: QtBot) -> SolvencyBadge:
    badge = SolvencyBadge(Icons(looks))
    qtbot.addWidget(badge)
    return badge


def test_a_covered_reserve_is_calm(badge: SolvencyBadge) -> None:
    badge.show_solvency(solvency(CURVE, 10, CURVE.integral(10)), 10, "sats", FeeMode.ON_TOP)
    assert badge.text() == "Solvent"
    assert "can buy back every key" in badge.explained()
    assert "Difference: none, to the last unit" in badge.explained()
    assert not badge.grab().isNull()


def test_a_reserve_of_more_than_enough_says_how_much(badge: SolvencyBadge) -> None:
    covered = solvency(CURVE, 10, CURVE.integral(10) + 7)
    badge.show_solvency(covered, 10, "sats", FeeMode.ON_TOP)
    assert "Difference: 7 sats to spare" in badge.explained()


def test_without_keys_there_is_nothing_to_buy_back(badge: SolvencyBadge) -> None:
    badge.show_solvency(solvency(CURVE, 0, 0), 0, "sats", FeeMode.ON_TOP)
    assert badge.explained().startswith("No key is sold")


def test_historic_fees_are_named_as_the_cause(badge: SolvencyBadge) -> None:
    curve = Linear(1_000_000, 100_000)
    short = solvency(curve, 100, 565_250_000)
    badge.show_solvency(short, 100, "uSTX", FeeMode.INSIDE)
    words = badge.explained().replace("\u202f", " ")
    assert badge.text() == "Insolvent"
    assert "takes its fees out of the cost (fee mode inside)" in words
    assert "get nothing for 17 keys" in words
    assert "Difference: short by 29 750 000 uSTX" in words
    assert "Keys that can't be redeemed: 17 of 100" in words


def test_another_shortfall_has_no_cause_to_name(badge: SolvencyBadge) -> None:
    badge.show_solvency(solvency(CURVE, 10, 5), 10, "sats", FeeMode.ON_TOP)
    assert badge.explained().startswith("The reserve holds less than the curve demands, and")


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_badge_opens_by_keys_and_leads_to_the_proof(
    badge: SolvencyBadge, qtbot: QtBot, key: Qt.Key
) -> None:
    badge.show_solvency(solvency(CURVE, 10, 5), 10, "sats", FeeMode.ON_TOP)
    badge.setFocus()
    QTest.keyClick(badge, key)
    assert badge.popup.isVisible()
    QTest.keyClick(badge.popup, Qt.Key.Key_Escape)
    assert not badge.popup.isVisible()
    QTest.keyClick(badge, key)
    with qtbot.waitSignal(badge.popup.proof_wanted):
        QTest.mouseClick(badge.popup.proof, Qt.MouseButton.LeftButton)
    assert not badge.popup.isVisible()
