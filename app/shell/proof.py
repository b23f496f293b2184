"""The proof of books as one page of PDF: every check, and the root hash with its time."""

from PySide6.QtCore import QCoreApplication

from app.kit.numbers import grouped
from app.kit.pdf import PdfReport
from app.kit.pdf_blocks import PdfColumn
from app.ledger.audit import AuditReport

translate = QCoreApplication.translate


def check_words(name: str) -> str:
    """What a check proves, in words; its name where it is a new one."""
    words = {
        "seals": translate("Proof", "Assets and accounts are as they were opened"),
        "zero_sums": translate("Proof", "Each asset sums to zero"),
        "frozen_accounts": translate("Proof", "Accounts are frozen as entries say"),
        "balances": translate("Proof", "Transfers lead to the balances"),
        "hash_chain": translate("Proof", "The hash chain is unbroken"),
        "reserves": translate("Proof", "Reserves are what the curves require"),
        "key_supplies": translate("Proof", "Holders' keys sum to the supply"),
        "trades": translate("Proof", "Trades are what their entries booked"),
        "legacy_rooms": translate("Proof", "Legacy rooms began with what their snapshots say"),
    }
    return words.get(name, name)


def proof_report(report: AuditReport, workspace: str, shown_at: str) -> PdfReport:
    """The page, ready to be saved.

    workspace: where it is. shown_at: when the books were read, in words.
    """
    tr = translate
    page = PdfReport(tr("Proof", "Proof of books"), shown_at)
    page.heading(
        tr("Proof", "The books balance.") if report.ok else tr("Proof", "The books do not balance.")
    )
    page.mono(workspace)
    holds, broken = tr("Proof", "holds"), tr("Proof", "broken")
    page.table(
        (
            PdfColumn(tr("Proof", "Check")),
            PdfColumn(tr("Proof", "Rows"), "right"),
            PdfColumn(tr("Proof", "Result")),
            PdfColumn(tr("Proof", "Found")),
        ),
        [
            (
                check_words(check.name),
                grouped(check.rows),
                holds if check.ok else broken,
                check.detail,
            )
            for check in report.checks
        ],
    )
    page.heading(tr("Proof", "Root hash over all books"), 3)
    page.mono(report.root_hash)
    return page
