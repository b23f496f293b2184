"""Whatever is typed into the fields: a verdict or a sentence, never a crash."""

from hypothesis import given
from hypothesis import strategies as st

from app.doctor.view.doctor_page import DoctorPage
from app.doctor.view.expression_form import ExpressionKind
from app.doctor.view.subject_form import SubjectSource
from app.vending.curves import FAMILIES
from tests.doctor.view.conftest import said
from tests.examples import few_examples
from tests.vending.view.test_any_text import TEXTS

EXPRESSIONS = st.one_of(
    TEXTS,
    st.text("sn0123456789+-*/%()^,² .", max_size=24),
    st.lists(
        st.sampled_from(["s", "n", "1", "10**30", "+", "-", "*", "//", "/", "**", "(", ")", "%"]),
        max_size=9,
    ).map("".join),
)
TABLES = st.one_of(
    TEXTS,
    st.text("0123456789,;\t\n-# ", max_size=40),
    st.lists(st.tuples(st.integers(0, 10**20), st.integers(-5, 10**40)), max_size=6).map(
        lambda rows: "\n".join(f"{supply},{price}" for supply, price in sorted(dict(rows).items()))
    ),
)


def examined(page: DoctorPage) -> None:
    """Ask, wait, and play what comes of it; there is always something to read."""
    page.examination.ask_now()
    assert page.context.tasks.wait_idle(20)
    assert said(page).strip(". ")
    assert (page.head.answer is None) is (not page.checks.rows)
    page.play_to_the_end()
    page.grab()


@few_examples
@given(text=EXPRESSIONS)
def test_any_price(page: DoctorPage, text: str) -> None:
    page.form.choose(SubjectSource.EXPRESSION)
    page.form.expression.choose_kind(ExpressionKind.PRICE)
    page.form.expression.fields["price"].set_text(text)
    examined(page)
    field = page.form.expression.fields["price"]
    if page.head.answer is not None:
        assert field.state == ""
    elif text.strip():
        assert field.state == "error"


@few_examples
@given(buy=EXPRESSIONS, sell=EXPRESSIONS)
def test_any_pair(page: DoctorPage, buy: str, sell: str) -> None:
    page.form.choose(SubjectSource.EXPRESSION)
    page.form.expression.choose_kind(ExpressionKind.PAIR)
    page.form.expression.fields["buy"].set_text(buy)
    page.form.expression.fields["sell"].set_text(sell)
    examined(page)


@few_examples
@given(text=TABLES)
def test_any_table(page: DoctorPage, text: str) -> None:
    page.form.choose(SubjectSource.PRICES)
    page.form.prices.prices.set_text(text)
    examined(page)


@few_examples
@given(family=st.sampled_from(sorted(FAMILIES)), data=st.data())
def test_any_parameter(page: DoctorPage, family: str, data: st.DataObject) -> None:
    page.form.choose(SubjectSource.FAMILY)
    page.form.family.choose(family)
    curve = page.form.family.curve
    name = data.draw(st.sampled_from(sorted(curve.parameters())))
    before = curve.parameters()[name]
    curve.field(name).set_text(data.draw(TEXTS))
    examined(page)
    curve.field(name).set_text(before)


@few_examples
@given(limit=TEXTS, supply=TEXTS, keys=TEXTS, fee=TEXTS)
def test_any_terms(page: DoctorPage, limit: str, supply: str, keys: str, fee: str) -> None:
    page.form.choose(SubjectSource.EXAMPLE)
    terms = page.form.terms
    terms.limit.set_text(limit)
    terms.supply.set_text(supply)
    terms.keys.set_text(keys)
    terms.fees.field("creator_buy_bps").set_text(fee)
    examined(page)
