"""Why an operator's role can't do something, in one sentence for all screens."""

from PySide6.QtCore import QCoreApplication

from app.kit.translation import said
from app.operators.desk import Desk
from app.operators.rules import Permission, least_role


def needs(desk: Desk, permission: Permission) -> str:
    """Why a control is disabled for the operator's role; empty if it isn't."""
    if desk.may(permission):
        return ""
    words = QCoreApplication.translate("Roles", "Needs {role}")
    return words.format(role=said(least_role(permission).label))
