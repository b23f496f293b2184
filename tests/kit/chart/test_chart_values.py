"""How amounts are written on axes and tags."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kit.chart.values import ValueFormat

SATS, MICRO, WEI = ValueFormat(), ValueFormat(6), ValueFormat(18)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_exact_amounts_are_grouped() -> None:
    assert plain(SATS.exact(660_829)) == "660 829"
    assert plain(MICRO.exact(14_500_000)) == "14.5"
    assert plain(MICRO.exact(1_234_000_000)) == "1 234"
    assert SATS.exact(0) == MICRO.exact(0) == "0"


def test_files_get_every_digit_and_no_grouping() -> None:
    assert SATS.plain(2**63) == "9223372036854775808"
    assert WEI.plain(62_500_000_000_000) == "0.0000625"
    assert WEI.plain(10**19) == "10"


def test_ticks_have_the_decimals_of_their_step() -> None:
    assert [plain(text) for text in SATS.ticks([0, 2_000, 4_000], 2_000)] == ["0", "2 000", "4 000"]
    assert WEI.ticks([0, 5 * 10**16, 10**17], 5e16) == ["0", "0.05", "0.10"]
    assert MICRO.ticks([250_000, 500_000], 250_000) == ["0.25", "0.50"]


def test_long_ticks_are_shortened_alike() -> None:
    texts = SATS.ticks([0, 500_000, 1_000_000, 1_500_000], 500_000)
    assert [plain(text) for text in texts] == ["0", "0.5 M", "1.0 M", "1.5 M"]


def test_neighbouring_ticks_never_read_the_same() -> None:
    texts = SATS.ticks([1_120_000, 1_122_500, 1_125_000], 2_500)
    assert len(set(texts)) == 3


def test_amounts_past_all_letters_are_written_with_an_exponent() -> None:
    assert SATS.ticks([0, 2e18, 4e18], 2e18) == ["0", "2e18", "4e18"]
    assert SATS.short(9.223372e18) == "9.22e18"


def test_tags_offer_shorter_and_shorter_texts() -> None:
    exact, middle, short = SATS.tag_texts(1_234_567)
    assert (plain(exact), plain(middle), plain(short)) == ("1 234 567", "1.23 M", "1.23 M")
    assert SATS.tag_texts(0) == ("0", "0", "0")


def test_short_amounts_as_in_the_design() -> None:
    assert plain(SATS.short(446_204)) == "446 k"
    assert WEI.short(62_500_000_000_000) == "0.0000625"


@given(st.integers(0, 2**63), st.integers(0, 18))
def test_exact_texts_lose_nothing(amount: int, decimals: int) -> None:
    text = ValueFormat(decimals).exact(amount).replace("\u202f", "")
    assert Decimal(text).scaleb(decimals) == amount
    assert Decimal(ValueFormat(decimals).plain(amount)).scaleb(decimals) == amount
