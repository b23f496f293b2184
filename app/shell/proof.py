"""The proof of books as one page of PDF: every check, and the root hash with its time."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from app.errors import Unavailable
from app.kit.labels import escaped
from app.kit.numbers import grouped
from app.ledger.audit import AuditReport

RESOLUTION = 300
MARGIN_MM = 20

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


def proof_html(report: AuditReport, workspace: str, shown_at: str) -> str:
    """The page's content.

    workspace: where it is. shown_at: when the books were read, in words.
    """
    heads = (
        translate("Proof", "Check"),
        translate("Proof", "Rows"),
        translate("Proof", "Result"),
        translate("Proof", "Found"),
    )
    holds, broken = translate("Proof", "holds"), translate("Proof", "broken")
    rows = "".join(
        f"<tr><td>{escaped(check_words(check.name))}</td>"
        f"<td align='right'>{grouped(check.rows)}</td>"
        f"<td>{holds if check.ok else broken}</td><td>{escaped(check.detail)}</td></tr>"
        for check in report.checks
    )
    verdict = (
        translate("Proof", "The books balance.")
        if report.ok
        else translate("Proof", "The books do not balance.")
    )
    titles = "".join(f"<th align='left'>{head}</th>" for head in heads)
    return (
        f"<h1>{translate('Proof', 'Proof of books')}</h1>"
        f"<p>{escaped(workspace)}<br>{escaped(shown_at)}</p><h2>{verdict}</h2>"
        f"<table width='100%' cellpadding='4'><tr>{titles}</tr>{rows}</table>"
        f"<h3>{translate('Proof', 'Root hash over all books')}</h3>"
        f"<p><code>{report.root_hash}</code></p>"
    )


def proof_pdf(report: AuditReport, workspace: str, shown_at: str) -> bytes:
    """The page as a PDF file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(f"{translate('Proof', 'Proof of books')} {shown_at}")
    document = QTextDocument()
    document.setHtml(proof_html(report, workspace, shown_at))
    document.print_(writer)
    buffer.close()
    return bytes(QByteArray(buffer.data()).data())


def write_proof(path: Path, report: AuditReport, workspace: str, shown_at: str) -> Path:
    """Write the page to a file; raises Unavailable where that can't be done."""
    content = proof_pdf(report, workspace, shown_at)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Unavailable(
            f"{path} can't be written: {error.strerror or error}.",
            code="CANT_WRITE",
            title="Proof of books",
        ) from error
    return path
