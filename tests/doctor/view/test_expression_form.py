"""Typing an expression: read as it is typed, and marked where it can't be read."""

import pytest

from app.doctor.view.doctor_page import DoctorPage
from app.doctor.view.expression_form import ExpressionForm, ExpressionKind
from app.doctor.view.subject_form import SubjectSource
from tests.doctor.view.conftest import Calm, said


@pytest.fixture
def form(page: DoctorPage) -> ExpressionForm:
    page.form.choose(SubjectSource.EXPRESSION)
    return page.form.expression


@pytest.mark.parametrize(
    ("text", "marked", "message"),
    [
        ("100 + x*s", "x", "Column 7: “x” is unknown; there are s, floor, ceil, abs, min, max."),
        ("1.5*s", ".", "Column 2: only whole numbers here; write 1.5 as 3/2."),
        ("100 + s*", "*", "Column 9: the expression stops in the middle."),
        ("𝟙 + s", "𝟙", "Column 1: “𝟙” has no meaning here."),
        ("s + 𝟙", "𝟙", "Column 5: “𝟙” has no meaning here."),
        ("𝟙𝟙", "𝟙", "Column 1: “𝟙” has no meaning here."),
        ("s\n + §", "§", "Column 6: “§” has no meaning here."),
        ("max(s)", "m", "Column 1: max takes 2–8 values, not 1."),
        (")", ")", "Column 1: “)” can't stand here."),
        ("n", "n", "Column 1: “n” is unknown; there are s, floor, ceil, abs, min, max."),
    ],
)
def test_what_is_wrong_is_marked_at_its_place(
    form: ExpressionForm, ask: Calm, text: str, marked: str, message: str
) -> None:
    field = form.fields["price"]
    field.set_text(text)
    ask()
    assert field.marked == marked
    assert field.message.text() == message
    assert field.state == "error"


def test_the_mark_goes_once_it_is_put_right(form: ExpressionForm, ask: Calm) -> None:
    field = form.fields["price"]
    field.set_text("100 +")
    ask()
    assert field.marked == "+"
    field.set_text("100 + s")
    assert (field.marked, field.message.text()) == ("", "")
    ask()
    assert (field.marked, field.state) == ("", "")


def test_an_empty_field_is_no_error_yet_and_nothing_is_examined(
    form: ExpressionForm, page: DoctorPage, ask: Calm
) -> None:
    form.fields["price"].set_text("")
    ask()
    assert form.fields["price"].state == ""
    assert said(page) == ("This can't be examined yet. Type an expression, such as 100 + s*s/10.")


def test_each_of_a_pair_is_marked_for_itself(form: ExpressionForm, ask: Calm) -> None:
    form.choose_kind(ExpressionKind.PAIR)
    form.fields["sell"].set_text("n*(s")
    ask()
    assert (form.fields["buy"].state, form.fields["sell"].state) == ("", "error")
    assert form.fields["sell"].marked == "s"


def test_a_pair_that_is_exact_is_sound_and_its_kind_is_kept(
    form: ExpressionForm, page: DoctorPage, ask: Calm
) -> None:
    form.fields["price"].set_text("7")
    form.choose_kind(ExpressionKind.PAIR)
    ask()
    assert said(page).startswith("Sound.")
    assert not form.fields["price"].isVisible()
    form.choose_kind(ExpressionKind.PRICE)
    ask()
    assert page.head.subject.full_text() == "p(s) = 7"


def test_a_seller_who_gets_too_much_is_found(
    form: ExpressionForm, page: DoctorPage, ask: Calm
) -> None:
    form.choose_kind(ExpressionKind.PAIR)
    form.fields["buy"].set_text("100*n")
    form.fields["sell"].set_text("101*n")
    ask()
    assert "At supply 0, buying 1 pays 100 and selling them gets 101." in said(page)
    assert page.chart.chart.series_csv()[:2] == [("supply", "buy", "sell"), ("0", "100", "101")]


def test_a_trial_without_a_price_is_said_at_its_supply(
    form: ExpressionForm, page: DoctorPage, ask: Calm
) -> None:
    form.fields["price"].set_text("100//s")
    page.form.terms.supply.set_text("0")
    ask()
    message = page.form.terms.supply.message.text()
    assert message == "Column 4: it divides by zero at s = 0, n = 1."
