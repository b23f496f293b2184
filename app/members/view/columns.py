"""Columns of the members table."""

from PySide6.QtCore import QCoreApplication

from app.kit.table.columns import Column, badge, identifier, moment, number, text
from app.kit.times import ZoneClock
from app.members.queries import MEMBER_FIELDS, MemberRow
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

    def tr(words: str) -> str:
        return QCoreApplication.translate("Members", words)

    field = MEMBER_FIELDS
    return (
        number(field["id"], tr("ID"), sort_key="id", width=72),
        text(field["username"], tr("Member"), sort_key="username", width=200, stretch=True,
             bold=True, hideable=False, secondary=lambda row: row.display_name),
        identifier(field["principal"], tr("Principal"), width=144),
        badge(field["status"], tr("Status"), lambda row: status_words(row.status),
              sort_key="status", width=112, tone=lambda row: TONES[row.status]),
        moment(field["created_at"].named("created"), tr("Joined"), zone, align="right",
               sort_key="created", width=144),
    )  # fmt: skip
