"""The proof of books: the panel that runs it, and its page of PDF."""

import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.assembly.checks import audit_workspace
from app.db.database import Database
from app.kit.boxes import Glyph
from app.kit.labels import Label
from app.kit.page import ViewContext
from app.ledger.audit import AuditReport, CheckResult
from app.operators.desk import Desk
from app.operators.rules import Role
from app.progress import NoProgress
from app.shell.proof import check_words, proof_report
from app.shell.proof_panel import LONGEST_DETAIL, ProofPanel
from tests.factories import desk_of
from tests.lively import make_lively
from tests.showing import cut_labels, nameless, settle, show_page, titles
from tests.spoiling import drop_guards

NAMES = (
    "seals", "zero_sums", "frozen_accounts", "balances", "hash_chain", "reserves",
    "key_supplies", "trades", "legacy_rooms",
)  # fmt: skip


@pytest.fixture
def desk(file_database: Database) -> Desk:
    make_lively(file_database)
    return desk_of(file_database)


@pytest.fixture
def panel(desk: Desk, context: ViewContext, qtbot: QtBot) -> ProofPanel:
    shown = ProofPanel(context, desk)
    shown.resize(1200, 500)
    show_page(shown, context, qtbot)
    return shown


@pytest.fixture
def hand(desk: Desk) -> Iterator[sqlite3.Connection]:
    """A hand with a database tool, which nothing holds back."""
    driver = sqlite3.connect(str(desk.database.location.path))
    drop_guards(driver)
    driver.commit()
    yield driver
    driver.close()


def check(panel: ProofPanel, context: ViewContext) -> AuditReport:
    panel.start.click()
    settle(context)
    assert panel.report is not None
    return panel.report


def words_of(panel: ProofPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(Label) if label.isVisible()]


def broken_report() -> AuditReport:
    found = CheckResult("balances", rows=1_200)
    found.found("Account 7 holds 5 <b>sats</b>; its transfers make 4.")
    return AuditReport((CheckResult("seals", rows=3), found), "ab" * 32)


# The panel


def test_books_that_balance_are_said_to(panel: ProofPanel, context: ViewContext) -> None:
    checked: list[object] = []
    panel.checked.connect(checked.append)
    report = check(panel, context)
    assert report.ok
    assert panel.verdict.tone == "ok"
    assert panel.verdict.title.text() == "The books balance"
    assert panel.verdict.text.text() == "Every invariant holds, as of 2026-03-01 12:00."
    assert checked == [report]
    assert not panel.start.busy


def test_every_check_has_its_line_in_words(panel: ProofPanel, context: ViewContext) -> None:
    report = check(panel, context)
    assert tuple(each.name for each in report.checks) == NAMES
    words = words_of(panel)
    for name in NAMES:
        assert check_words(name) in words
        assert check_words(name) != name
    marks = [glyph.accessibleName() for glyph in panel.findChildren(Glyph)]
    assert marks.count("holds") == len(NAMES)


def test_root_hash_is_shown_and_copied(panel: ProofPanel, context: ViewContext) -> None:
    assert panel.root.isHidden() or not panel.root.isVisible()
    report = check(panel, context)
    assert panel.root.full_text() == report.root_hash
    panel.copy.click()
    assert QGuiApplication.clipboard().text() == report.root_hash


def test_change_made_by_hand_is_found_and_the_row_is_named(
    panel: ProofPanel, context: ViewContext, hand: sqlite3.Connection
) -> None:
    hand.execute("UPDATE ledger_transfer SET amount = amount + 1 WHERE entry_id = 3")
    hand.commit()
    report = check(panel, context)
    assert not report.ok
    assert panel.verdict.tone == "error"
    assert panel.verdict.title.text() == "The books do not balance"
    assert "invariants are broken" in panel.verdict.text.text()
    assert any("ntry 3" in word or "entry 3" in word for word in words_of(panel))


def test_next_run_replaces_what_the_one_before_found(
    panel: ProofPanel, context: ViewContext, hand: sqlite3.Connection
) -> None:
    hand.execute("UPDATE ledger_account SET balance = balance + 1 WHERE id = 2")
    hand.commit()
    assert not check(panel, context).ok
    hand.execute("UPDATE ledger_account SET balance = balance - 1 WHERE id = 2")
    hand.commit()
    assert check(panel, context).ok
    assert len([word for word in words_of(panel) if word in map(check_words, NAMES)]) == len(NAMES)


def test_check_can_be_stopped_and_run_again(panel: ProofPanel, context: ViewContext) -> None:
    panel.start.click()
    panel.check()
    [task] = context.tasks.long_tasks
    task.cancel()
    settle(context)
    assert not panel.start.busy
    assert titles(context) == []
    if panel.report is None:
        assert check(panel, context).ok


def test_database_that_fails_is_told(
    panel: ProofPanel, context: ViewContext, desk: Desk, hand: sqlite3.Connection
) -> None:
    hand.execute("PRAGMA locking_mode = EXCLUSIVE")
    path = desk.database.location.path
    assert path is not None
    hand.close()
    desk.database.close()
    path.write_bytes(b"no database any more " * 500)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    panel.start.click()
    settle(context)
    assert not panel.start.busy
    assert len(titles(context)) == 1
    assert panel.report is None


def test_long_findings_are_cut_on_screen_only(panel: ProofPanel) -> None:
    found = CheckResult("balances", rows=9)
    found.found("x" * 290)
    found.found("y" * 290)
    panel._show_checks(AuditReport((found,), ""))
    [label] = [each for each in panel.findChildren(Label) if each.text().startswith("xxx")]
    assert len(label.text()) == LONGEST_DETAIL
    assert label.toolTip() == found.detail


def test_viewer_may_check_as_well(file_database: Database, context: ViewContext) -> None:
    panel = ProofPanel(context, desk_of(file_database, role=Role.VIEWER))
    assert panel.start.isEnabled()
    panel.deleteLater()


def test_everything_has_names_and_no_word_is_cut(panel: ProofPanel, context: ViewContext) -> None:
    check(panel, context)
    assert nameless(panel) == []
    assert cut_labels(panel) == []


# The PDF


def test_page_is_saved_where_the_person_says(
    panel: ProofPanel, context: ViewContext, tmp_path: Path
) -> None:
    assert panel.pdf.toolTip() == "Check the books first"
    check(panel, context)
    panel.pdf.click()
    dialog = panel.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / "proof.pdf"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    settle(context)
    assert path.read_bytes().startswith(b"%PDF-")
    assert titles(context) == ["Proof saved"]


def test_nothing_is_saved_before_the_first_check(
    panel: ProofPanel, context: ViewContext, tmp_path: Path
) -> None:
    panel.save_pdf(tmp_path / "proof.pdf")
    settle(context)
    assert not (tmp_path / "proof.pdf").exists()


def pages(report: AuditReport, workspace: str = "desk", shown_at: str = "now") -> list[str]:
    """The text of each page with one space between words."""
    content = proof_report(report, workspace, shown_at).content()
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_file_that_cant_be_written_is_refused_with_a_sentence(
    panel: ProofPanel, context: ViewContext, tmp_path: Path, qtbot: QtBot
) -> None:
    check(panel, context)
    with qtbot.waitSignal(context.tasks.refused) as heard:
        panel.save_pdf(tmp_path / "nowhere" / "proof.pdf")
    assert heard.args is not None
    assert "can't be written" in heard.args[0].message


def test_page_tells_verdict_checks_rows_place_time_and_root_hash(desk: Desk) -> None:
    report = audit_workspace(desk.database, NoProgress())
    [page] = pages(report, "/home/ada/north.db", "2026-03-01 12:00:00 UTC")
    assert "The books balance." in page
    assert "/home/ada/north.db" in page
    assert "2026-03-01 12:00:00 UTC" in page
    assert report.root_hash in page
    assert page.count(" holds") == len(NAMES)


def test_page_names_what_is_broken_and_what_a_hand_wrote_stays_text() -> None:
    [page] = pages(broken_report(), "<script>")
    assert "The books do not balance." in page
    assert "5 <b>sats</b>" in page
    assert "<script>" in page
    assert "1 200" in page
    assert page.count(" broken") == 1


def test_check_that_nobody_has_words_for_keeps_its_name() -> None:
    assert check_words("something_new") == "something_new"
