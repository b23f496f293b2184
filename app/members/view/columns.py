"""Columns of the members table."""

from PySide6.QtCore import QCoreApplication

from app.kit.numbers import DASH, grouped
from app.kit.table.columns import Column
from app.kit.times import ZoneClock
from app.members.queries import MemberRow
from app.members.rules import MemberStatus

TONES = {MemberStatus.ACTIVE: "ok", MemberStatus.SUSPENDED: "warn", MemberStatus.BANNED: "error"}


def status_words(status: MemberStatus) -> str:
    """The status in words."""
    tr = QCoreApplication.translate
    return {
        MemberStatus.ACTIVE: tr("Members", "Active"),
        MemberStatus.SUSPENDED: tr("Members", "Suspended"),
        MemberStatus.BANNED: tr("Members", "Banned"),
    }[status]


def member_columns(zone: ZoneClock) -> tuple[Column[MemberRow], ...]:
    """What the table shows of a member."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Members", text)

    return (
        Column("id", tr("ID"), lambda row: grouped(row.id), kind="number", sort_key="id",
               width=72, plain=lambda row: row.id),
        Column("username", tr("Member"), lambda row: row.username, sort_key="username",
               width=200, stretch=True, bold=True, hideable=False,
               secondary=lambda row: row.display_name),
        Column("principal", tr("Principal"), lambda row: row.principal or DASH,
               kind="identifier", width=144, plain=lambda row: row.principal),
        Column("status", tr("Status"), lambda row: status_words(row.status), kind="badge",
               sort_key="status", width=112, tone=lambda row: TONES[row.status],
               plain=lambda row: row.status.value),
        Column("created", tr("Joined"), lambda row: zone.show(row.created_at), align="right",
               sort_key="created", width=144, cell_tip=lambda row: zone.exact(row.created_at),
               plain=lambda row: row.created_at),
    )  # fmt: skip
