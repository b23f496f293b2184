"""Every store of secrets keeps the same promises; the search asks them in order."""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.core
import keyring.errors
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.location import Location, parse_location
from app.errors import Unavailable
from app.operators.keyring_store import KeyringStore
from app.operators.secret_file import Cost, EncryptedFileStore, WrongPassphrase
from app.operators.secrets import (
    SecretName,
    Secrets,
    SecretStore,
    SessionStore,
    StoreLocked,
    StoreState,
    database_password,
    operator_password,
)
from tests.examples import few_examples

CHEAP = Cost(memory_kib=8, passes=1)
NAME = SecretName("database x", "TOKENDESK_DB_PASSWORD")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring of the keyring package that forgets everything at the end."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # The package leaves it untyped.
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError
        del self.kept[service, username]


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner has dismissed the question for its password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked


class PlainKeyring(MemoryKeyring):
    """Stands for one of the stores that write plain files."""


PlainKeyring.__module__ = "keyrings.alt.file"


def backend_of(name: str) -> keyring.backend.KeyringBackend:
    """One of the keyring package's own."""
    return keyring.core.load_keyring(f"keyring.backends.{name}.Keyring")


@pytest.fixture(params=["session", "keyring", "file"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], SecretStore]:
    """Opens the same place anew each time."""
    session, backend = SessionStore(), MemoryKeyring()
    path = tmp_path / "secrets.json"
    ways: dict[str, Callable[[], SecretStore]] = {
        "session": lambda: session,
        "keyring": lambda: KeyringStore(backend),
        "file": lambda: EncryptedFileStore(path, "open sesame", cost=CHEAP),
    }
    return ways[request.param]


def test_an_open_store_keeps_replaces_and_forgets(make_store: Callable[[], SecretStore]) -> None:
    assert make_store().state() is StoreState.AVAILABLE
    assert make_store().find("a") is None
    make_store().keep("a", "first")
    make_store().keep("b", "other")
    make_store().keep("a", "second")
    assert make_store().find("a") == "second"
    make_store().forget("a")
    make_store().forget("a")
    assert make_store().find("a") is None
    assert make_store().find("b") == "other"


@few_examples
@given(secret=st.text(st.characters(exclude_categories=["Cs"])))
def test_secrets_of_any_characters_come_back_exactly(
    make_store: Callable[[], SecretStore], secret: str
) -> None:
    make_store().keep("a", secret)
    assert make_store().find("a") == secret


def test_a_locked_keyring_says_that_it_is_locked() -> None:
    store = KeyringStore(LockedKeyring())
    assert store.state() is StoreState.LOCKED
    with pytest.raises(StoreLocked):
        store.keep("a", "secret")


@pytest.fixture
def stuck() -> Iterator[KeyringStore]:
    """A keyring that shows a dialog which nobody answers."""
    answered = threading.Event()

    class StuckKeyring(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            answered.wait(30)
            return None

    yield KeyringStore(StuckKeyring(), wait_seconds=0.05)
    answered.set()


def test_a_keyring_that_does_not_answer_in_time_counts_as_locked(stuck: KeyringStore) -> None:
    assert stuck.state() is StoreState.LOCKED
    with pytest.raises(StoreLocked):
        stuck.find("a")


@pytest.mark.parametrize(
    "backend",
    [backend_of("fail"), backend_of("null"), PlainKeyring()],
    ids=["none", "null", "plain file"],
)
def test_no_keyring_and_one_that_keeps_plain_files_are_not_used(
    backend: keyring.backend.KeyringBackend,
) -> None:
    store = KeyringStore(backend)
    assert store.state() is StoreState.NONE
    with pytest.raises(Unavailable) as refused:
        store.keep("a", "secret")
    assert refused.value.code == "NO_KEYRING"


def test_of_a_chain_the_first_trusted_keyring_is_used() -> None:
    class Chain(MemoryKeyring):
        backends = [PlainKeyring(), trusted := MemoryKeyring()]  # noqa: RUF012 - As the real one.

    KeyringStore(Chain()).keep("a", "secret")
    assert Chain.trusted.kept == {("tokendesk", "a"): "secret"}


def test_a_keyring_that_breaks_is_told_with_what_it_said() -> None:
    class BrokenKeyring(MemoryKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            raise RuntimeError("no bus")

    with pytest.raises(Unavailable) as refused:
        KeyringStore(BrokenKeyring()).find("a")
    assert "no bus" in refused.value.details["keyring"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_its_owner_only_and_holds_nothing_readable(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    EncryptedFileStore(path, "open sesame", cost=CHEAP).keep("database x", "pa55word")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"pa55word" not in path.read_bytes()
    assert b"database" not in path.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["secrets.json"]


def test_a_wrong_passphrase_opens_nothing_and_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    EncryptedFileStore(path, "open sesame", cost=CHEAP).keep("a", "secret")
    content = path.read_bytes()
    other = EncryptedFileStore(path, "open barley", cost=CHEAP)
    assert other.state() is StoreState.LOCKED
    with pytest.raises(WrongPassphrase):
        other.keep("b", "secret")
    assert path.read_bytes() == content


@few_examples
@given(place=st.integers(0, 400), byte=st.binary(min_size=1, max_size=1))
def test_a_changed_file_is_never_read_as_something_else(
    tmp_path: Path, place: int, byte: bytes
) -> None:
    path = tmp_path / "secrets.json"
    store = EncryptedFileStore(path, "open sesame", cost=CHEAP)
    path.unlink(missing_ok=True)
    store.keep("a", "secret")
    content = path.read_bytes()
    place %= len(content)
    path.write_bytes(content[:place] + byte + content[place + 1 :])
    try:
        found = store.find("a")
    except (WrongPassphrase, Unavailable):
        found = "secret"
    assert found == "secret"


def test_a_place_that_is_no_file_is_unavailable(tmp_path: Path) -> None:
    store = EncryptedFileStore(tmp_path, "open sesame", cost=CHEAP)
    assert store.state() is StoreState.NONE
    with pytest.raises(Unavailable):
        EncryptedFileStore(tmp_path / "missing" / "x", "open sesame", cost=CHEAP).keep("a", "b")


def secrets_with(backend: keyring.backend.KeyringBackend, **variables: str) -> Secrets:
    """The search over a keyring, with nothing but these variables around it."""
    return Secrets(KeyringStore(backend), environment=variables)


def test_the_environment_wins_over_the_keyring() -> None:
    backend = MemoryKeyring()
    backend.kept["tokendesk", NAME.name] = "kept"
    assert secrets_with(backend).find(NAME) == "kept"
    assert secrets_with(backend, TOKENDESK_DB_PASSWORD="given").find(NAME) == "given"


def test_a_secret_goes_to_the_keyring_where_there_is_one() -> None:
    backend = MemoryKeyring()
    secrets = secrets_with(backend)
    assert secrets.keep(NAME, "secret") is secrets.keyring
    assert secrets.find(NAME) == "secret"


@pytest.mark.parametrize("backend", [backend_of("fail"), LockedKeyring()])
def test_without_a_keyring_a_secret_lasts_for_the_session(
    backend: keyring.backend.KeyringBackend,
) -> None:
    secrets = secrets_with(backend)
    assert secrets.keep(NAME, "secret") is secrets.session
    assert secrets.find(NAME) == "secret"
    assert secrets_with(backend).find(NAME) is None


def test_the_chosen_file_is_used_where_there_is_no_keyring(tmp_path: Path) -> None:
    file = EncryptedFileStore(tmp_path / "s", "open sesame", cost=CHEAP)
    secrets = Secrets(KeyringStore(backend_of("fail")), file=file, environment={})
    assert secrets.keep(NAME, "secret") is file
    again = Secrets(KeyringStore(backend_of("fail")), file=file, environment={})
    assert again.find(NAME) == "secret"
    again.forget(NAME)
    assert again.find(NAME) is None


def test_names_of_secrets_hold_no_password_and_tell_workspaces_apart() -> None:
    one = parse_location("postgresql://ann:hidden@db.example.org/desk")
    other = Location(path=Path("/tmp/desk.db"))
    assert database_password(one).name == "database postgresql://ann@db.example.org/desk"
    assert operator_password(one, "ada") != operator_password(other, "ada")
    assert operator_password(one, "ada").variable == "TOKENDESK_PASSWORD"
