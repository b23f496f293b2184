"""The in-app help: one page a view, links, the keys."""

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.kit.resources import resource_text
from app.shell.help import HelpDialog, help_pages, help_text, linked_page, show_help
from app.shell.pages import all_pages
from tests.shell.house import House

LINK = re.compile(r"\]\(([^)]+)\)")


def opened(house: House, page: str) -> HelpDialog:
    show_help(house.context, page, house.window)
    dialog = house.context.messages.dialog
    assert isinstance(dialog, HelpDialog)
    return dialog


@pytest.mark.parametrize("name", [spec.name for spec in all_pages()])
def test_every_page_has_its_help_and_the_keys(name: str) -> None:
    text = help_text(name)
    assert text.startswith("# ")
    assert "## Keys" in text


@pytest.mark.parametrize("name", help_pages())
def test_every_link_between_help_pages_leads_somewhere(name: str) -> None:
    for target in LINK.findall(resource_text("help", f"{name}.md")):
        url = QUrl(target)
        assert url.scheme() or linked_page(url), target


def test_help_shows_formulas_and_tables(house: House) -> None:
    dialog = opened(house, "vending")
    shown = dialog.browser.toPlainText()
    assert "integral(s + n)" in shown
    assert "Exponential" in shown
    assert "Ctrl+K" in shown


def test_link_to_another_help_page_opens_in_the_dialog_and_back_returns(house: House) -> None:
    dialog = opened(house, "audit")
    assert not dialog.back.isVisible()
    dialog.browser.anchorClicked.emit(QUrl("ledger.md"))
    assert dialog.page == "ledger"
    assert "another system" in dialog.browser.toPlainText()
    dialog.back.click()
    assert dialog.page == "audit"
    assert not dialog.back.isVisible()


def test_other_links_open_outside(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    opened_outside: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened_outside.append)
    dialog = opened(house, "audit")
    dialog.browser.anchorClicked.emit(QUrl("https://example.org/ledger.md"))
    assert opened_outside == [QUrl("https://example.org/ledger.md")]
    assert dialog.page == "audit"


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("ledger.md", "ledger"), ("ledger", "ledger"), ("nothing.md", ""),
        ("https://example.org/ledger.md", ""), ("../ledger.md", ""), ("", ""),
    ],
)  # fmt: skip
def test_only_names_of_help_pages_are_links_inside(target: str, page: str) -> None:
    assert linked_page(QUrl(target)) == page


def test_keys_are_not_listed_twice() -> None:
    assert help_text("keys").count("## Keys") == 1


def test_help_fits_into_the_smallest_window(house: House) -> None:
    house.window.resize(1120, 720)
    house.context.themes.set_scale(150)
    dialog = opened(house, "vending")
    house.settle()
    assert dialog.height() <= house.window.height()
    dialog.accept()


def test_ledger_page_maps_every_table_with_its_columns() -> None:
    text = resource_text("help", "ledger.md")
    for name in (
        "users", "token_transactions", "token_earnings", "token_purchases", "token_daily_caps",
        "TokenTransaction", "TokenBalanceHistory", "total_gifted", "last_daily_claim",
        "streak_days", "transaction_type", "activity_type", "messages_sent", "expires_at",
        "tx_hash", "balance_before", "debit_balance_after",
    ):  # fmt: skip
        assert name in text, name
    assert "seed" not in text.lower()
