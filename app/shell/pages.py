"""The pages of the window, in the order of the rail."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication

from app.doctor.view.page import PAGE as DOCTOR
from app.kit.page import PROOF, Build, PageSpec
from app.members.view.page import PAGE as MEMBERS
from app.migration.view.page import PAGE as LEGACY
from app.operators.desk import Desk
from app.operators.keyring_store import KeyringStore
from app.operators.passwords import Argon2Hasher, Hasher
from app.operators.secrets import Secrets
from app.operators.view.page import settings_page
from app.rooms.view.page import rooms_page
from app.shell.room_panels import vending_panels
from app.simulator.view.compare.page import PAGE as COMPARE
from app.vending.view.page import PAGE as VENDING

translate = QCoreApplication.translate


def all_pages(
    secrets: Secrets | None = None, hasher: Hasher | None = None
) -> tuple[PageSpec[Desk], ...]:
    """Every page that exists; each is built, and its libraries are loaded, when it is shown."""
    settings = settings_page(secrets or Secrets(KeyringStore()), hasher or Argon2Hasher())
    pages = (
        rooms_page(vending_panels()),
        replace(VENDING, load=_load_market),
        COMPARE,
        DOCTOR,
        LEGACY,
        MEMBERS,
        audit_page(),
        settings,
    )
    return tuple(map(_in_words, pages))


def _in_words(page: PageSpec[Desk]) -> PageSpec[Desk]:
    """The page with its titles in the window's language, which comes after its module."""
    title, subtitle = translate("Pages", page.title), translate("Pages", page.subtitle)
    return replace(page, title=title, subtitle=subtitle)


def audit_page() -> PageSpec[Desk]:
    """The page that belongs to no slice: it proves the books of all of them."""
    return PageSpec(
        name="audit",
        title="Audit",
        subtitle="Proof of books and audit trail",
        icon="audit",
        group=3,
        load=_load_audit,
        kinds=frozenset({PROOF}),
    )


def _load_market() -> Build[Desk]:
    from app.shell.market_extensions import SimulatedMarket
    from app.vending.view.vending_page import VendingPage

    return partial(VendingPage, extend=SimulatedMarket)


def _load_audit() -> Build[Desk]:
    from app.shell.audit_page import AuditPage

    return AuditPage
