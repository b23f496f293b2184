"""What the ticket says: averages, impact, break-even, button, refusals."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from app.errors import UserError
from app.vending.curves import Linear, Quadratic
from app.vending.rules import (
    FeeMode,
    Fees,
    NotEnough,
    Quote,
    Side,
    check_limit,
    quote_buy,
    quote_sell,
)
from app.vending.trading import TradeRow
from app.vending.view.ticket.ticket_labels import (
    average_text,
    break_even_text,
    button_texts,
    done_texts,
    fee_text,
    impact_text,
    refusal_text,
)

USTX = Linear(1_000_000, 100_000)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def quote(supply: int, keys: int, mode: FeeMode = FeeMode.ON_TOP) -> Quote:
    if keys > 0:
        return quote_buy(USTX, Fees(), supply, keys, mode=mode)
    return quote_sell(USTX, Fees(), supply, -keys)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(260_522, 36), "7 236.7"),
        (Fraction(1, 4), "0.2"),
        (Fraction(10**13), "10 T"),
    ],
)
def test_averages_have_one_decimal(value: Fraction, text: str) -> None:
    assert plain(average_text(value)) == text


@pytest.mark.parametrize(
    ("supply", "keys", "text", "tone"),
    [
        (1_000, 1, "+0.1 % Low", ""),
        (90, 1, "+1.0 % Moderate", "warn"),
        (90, 10, "+10.0 % High", "error"),
        (90, 30, "+30.0 % Very high", "error"),
        (90, -10, "−10.0 % High", "error"),
    ],
)
def test_the_impact_is_loud_by_its_band(supply: int, keys: int, text: str, tone: str) -> None:
    words, said = impact_text(quote(supply, keys))
    assert (plain(words), said) == (text, tone)


def test_an_endless_impact_stays_short() -> None:
    words, _ = impact_text(quote_buy(Quadratic(10**18), Fees(), 1, 10**6))
    assert len(words) < 24


def test_fees_carry_the_sign_of_what_they_do() -> None:
    assert plain(fee_text(quote(0, 10), 362_500)) == "+362 500"
    assert plain(fee_text(quote(10, -10), 362_500)) == "−362 500"
    assert plain(fee_text(quote(0, 10, FeeMode.INSIDE), 362_500)) == "362 500"


@pytest.mark.parametrize(
    ("keys", "end", "text"),
    [
        (None, None, "never: price stays too low"),
        (None, 4_000, "never: supply ends at 4 000"),
        (0, None, "at once"),
        (1, None, "needs 1 more buyer"),
        (7, None, "needs 7 more buyers"),
        (1_234, None, "needs 1 234 more buyers"),
        (10**12, None, "needs 1 T more buyers"),
    ],
)
def test_break_even_counts_buyers(keys: int | None, end: int | None, text: str) -> None:
    assert plain(break_even_text(keys, end)) == text


def test_the_button_repeats_side_count_and_total() -> None:
    texts = button_texts(Side.BUY, 10, quote(0, 10), "uSTX")
    assert plain(texts[0]) == "Buy 10 keys for 15 225 000 uSTX"
    assert plain(texts[-1]) == "Buy 10"
    assert button_texts(Side.SELL, None, None, "uSTX") == ("Sell keys",)
    assert button_texts(Side.SELL, 1, None, "uSTX")[0] == "Sell 1 key"


def test_the_news_tells_total_and_supply() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    row = TradeRow(
        9, 1, 1, 9, 7, "mirela", Side.BUY, at, 36, 248_118, 6_202, 6_202, 260_522, 7_669, 348
    )
    title, text = done_texts(row, "LNDEV", "sats")
    assert title == "Bought 36 keys of LNDEV"
    assert plain(text) == "260 522 sats, supply 312 → 348"


def _over() -> UserError:
    with pytest.raises(UserError) as caught:
        check_limit(quote(0, 10), 15_000_000)
    return caught.value


def _under() -> UserError:
    with pytest.raises(UserError) as caught:
        check_limit(quote(10, -10), 14_000_000)
    return caught.value


@pytest.mark.parametrize(
    ("error", "side", "text"),
    [
        (_over(), Side.BUY, "The total is now 15 225 000 uSTX, above your limit of 15 000 000."),
        (_under(), Side.SELL, "The payout is now 13 775 000 uSTX, below your limit of 14 000 000."),
        (
            NotEnough("", field="keys", details={"required": 1_500, "available": 20}),
            Side.BUY,
            "This costs 1 500 uSTX, and the member has 20.",
        ),
        (
            NotEnough("", field="keys", details={"required": 60, "available": 48}),
            Side.SELL,
            "The member has 48 of the 60 keys.",
        ),
        (
            NotEnough("", field="budget", details={"required": 1_050, "available": 5}),
            Side.BUY,
            "One key costs 1 050 uSTX.",
        ),
        (
            UserError("", code="u206", details={"cap": 1_000, "left": 3}),
            Side.BUY,
            "There can be 1 000 keys, so 3 more can be bought.",
        ),
        (UserError("Buying is paused.", code="u205"), Side.BUY, "Buying is paused."),
    ],
)
def test_refusals_are_sentences_with_grouped_figures(
    error: UserError, side: Side, text: str
) -> None:
    assert plain(refusal_text(error, side, "uSTX")) == text
