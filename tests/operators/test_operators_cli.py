"""The command `operators`, and how commands open a workspace and sign in."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.db.clock import SystemClock
from app.db.database import Database, connect
from app.operators.cli import operators
from app.operators.desk import Desk
from app.operators.queries import operator_by_name
from app.operators.rules import Role
from app.operators.secret_file import Cost, EncryptedFileStore
from app.operators.secrets import operator_password
from app.operators.service import program_desk
from app.operators.settings import WorkspaceSettings, save_settings
from tests.operators.people import PASSWORD, make_admin, make_operator


@pytest.fixture
def desk(file_database: Database) -> Desk:
    """The desk of the admin of a workspace in a file."""
    return make_admin(file_database, SystemClock())


def run(desk: Desk, *words: str, operator: str = "ada", **variables: str) -> Result:
    """The command's result, as an operator whose password is in the environment."""
    environment = {
        "TOKENDESK_WORKSPACE": str(desk.database.location),
        "TOKENDESK_OPERATOR": operator,
        "TOKENDESK_PASSWORD": PASSWORD,
        **variables,
    }
    return CliRunner().invoke(operators, list(words), env=environment)


def output(result: Result) -> object:
    """What a command printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_operators_are_listed_as_json_and_as_columns(desk: Desk) -> None:
    make_operator(desk, "sam", Role.SUPPORT)
    rows = output(run(desk, "list", "--json"))
    assert isinstance(rows, list)
    assert [(row["name"], row["role"], row["active"]) for row in rows] == [
        ("ada", "admin", True),
        ("sam", "support", True),
    ]
    assert "hash" not in json.dumps(rows)
    assert "support staff" in run(desk, "list").stdout


def test_an_operator_is_added_with_the_password_from_the_environment(desk: Desk) -> None:
    result = run(
        desk, "add", "sam", "--role", "support", "--json", TOKENDESK_NEW_PASSWORD="another long one"
    )
    row = output(result)
    assert isinstance(row, dict)
    assert (row["name"], row["display_name"], row["role"]) == ("sam", "sam", "support")
    assert run(desk, "list", operator="sam", TOKENDESK_PASSWORD="another long one").exit_code == 0


def test_without_anybody_to_type_a_new_password_its_variable_is_named(desk: Desk) -> None:
    result = run(desk, "add", "sam")
    assert result.exit_code == 2
    assert "TOKENDESK_NEW_PASSWORD" in result.stderr


def test_roles_and_activity_are_changed_with_a_reason(desk: Desk) -> None:
    make_operator(desk, "sam")
    changed = output(run(desk, "role", "sam", "support", "--reason", "new job", "--json"))
    assert isinstance(changed, dict)
    assert changed["role"] == "support"
    assert "switched off" in run(desk, "disable", "sam").stdout
    assert run(desk, "list", operator="sam").stderr.startswith("error: SWITCHED_OFF: ")
    assert "active" in run(desk, "enable", "sam").stdout


def test_passwords_are_changed_ones_own_and_others(desk: Desk) -> None:
    make_operator(desk, "sam")
    assert run(desk, "password", "sam", TOKENDESK_NEW_PASSWORD="another long one").exit_code == 0
    assert run(desk, "password", "ada", TOKENDESK_NEW_PASSWORD="one more long one").exit_code == 0
    for name, password in (("sam", "another long one"), ("ada", "one more long one")):
        assert run(desk, "list", operator=name, TOKENDESK_PASSWORD=password).exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (("role", "sam", "root"), "INVALID_INPUT", 2),
        (("role", "nobody", "viewer"), "OPERATOR_NOT_FOUND", 1),
        (("disable", "ada"), "LAST_ADMIN", 1),
        (("trail", "--since", "yesterday"), "INVALID_INPUT", 2),
        (("trail", "--action", "\udcff"), "INVALID_INPUT", 2),
        (("trail", "--limit", "0"), "USAGE", 2),
        (("bogus",), "USAGE", 2),
    ],
)
def test_refusals_are_one_line_with_code_and_exit_status(
    desk: Desk, words: tuple[str, ...], code: str, status: int
) -> None:
    result = run(desk, *words)
    assert result.exit_code == status
    assert result.stderr.startswith(f"error: {code}: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_viewer_may_look_but_not_add(desk: Desk) -> None:
    make_operator(desk, "vic")
    assert run(desk, "list", operator="vic").exit_code == 0
    refused = run(desk, "add", "eve", operator="vic", TOKENDESK_NEW_PASSWORD="another long one")
    assert refused.exit_code == 1
    assert refused.stderr == "error: NEEDS_ROLE: Needs platform admin.\n"


def test_the_trail_is_shown_filtered_with_its_values_as_objects(desk: Desk) -> None:
    before = datetime.now(UTC).isoformat()
    row = make_operator(desk, "sam")
    run(desk, "role", "sam", "support", "--reason", "new job")
    lines = output(run(desk, "trail", "--action", "operator.change_role", "--json"))
    assert isinstance(lines, list)
    assert len(lines) == 1
    assert lines[0]["before"] == {"role": "viewer"}
    assert lines[0]["after"] == {"role": "support"}
    assert (lines[0]["operator"], lines[0]["subject_id"]) == ("ada", row.id)
    assert "new job" in run(desk, "trail", "--search", "NEW JOB").stdout
    since = output(run(desk, "trail", "--since", before, "--limit", "1", "--json"))
    assert isinstance(since, list)
    assert len(since) == 1
    assert output(run(desk, "trail", "--until", "2020-01-01", "--json")) == []


def test_the_workspace_and_the_operator_must_be_named(desk: Desk) -> None:
    nowhere = run(desk, "list", TOKENDESK_WORKSPACE="")
    assert (nowhere.exit_code, nowhere.stderr.count("\n")) == (2, 1)
    assert "--workspace" in nowhere.stderr
    nobody = run(desk, "list", operator="")
    assert (nobody.exit_code, nobody.stderr.count("\n")) == (2, 1)
    assert "--as" in nobody.stderr


def test_options_win_over_the_environment(desk: Desk) -> None:
    place = str(desk.database.location)
    result = run(
        desk,
        *("list", "--workspace", place, "--as", "ada"),
        operator="nobody",
        TOKENDESK_WORKSPACE="/nowhere.db",
    )
    assert result.exit_code == 0


def test_a_missing_password_is_one_line_that_names_the_variable(desk: Desk) -> None:
    place = str(desk.database.location)
    result = CliRunner().invoke(operators, ["list", "--workspace", place, "--as", "ada"])
    assert result.exit_code == 2
    assert result.stderr.startswith("error: USAGE: The password of ada is missing")
    assert "TOKENDESK_PASSWORD" in result.stderr


def test_a_wrong_password_is_refused_and_counted(desk: Desk) -> None:
    for _ in range(4):
        refused = run(desk, "list", TOKENDESK_PASSWORD="wrong password")
        assert refused.exit_code == 1
        assert "SIGN_IN_REFUSED" in refused.stderr
    locked = run(desk, "list", TOKENDESK_PASSWORD="wrong password")
    assert locked.stderr.startswith("error: LOCKED_OUT: ")
    assert "15 minutes" in locked.stderr


def test_a_demo_workspace_needs_nobody(desk: Desk) -> None:
    program = program_desk(desk.database, desk.clock)
    save_settings(program, WorkspaceSettings(is_demo=True))
    place = str(desk.database.location)
    rows = output(CliRunner().invoke(operators, ["list", "--workspace", place, "--json"]))
    assert isinstance(rows, list)
    assert rows[0]["name"] == "ada"


def test_a_workspace_that_is_not_there_is_not_made(desk: Desk) -> None:
    path = desk.database.location.path
    assert path is not None
    missing = path.with_name("missing.db")
    result = run(desk, "list", TOKENDESK_WORKSPACE=str(missing))
    assert result.exit_code != 0
    assert result.stderr.startswith("error: DB_")
    assert not missing.exists()


def test_remembering_says_where_there_is_no_keyring(desk: Desk) -> None:
    result = run(desk, "remember")
    assert result.exit_code == 2
    assert "TOKENDESK_PASSWORD" in result.stderr


class TestEncryptedFile:
    @pytest.fixture
    def secrets_file(self, desk: Desk, tmp_path: Path) -> Path:
        """The file that an operator chose, with their password in it."""
        path = tmp_path / "secrets"
        store = EncryptedFileStore(path, "open sesame", cost=Cost(memory_kib=64, passes=1))
        store.keep(operator_password(desk.database.location, "ada").name, PASSWORD)
        return path

    def listed(self, desk: Desk, file: Path, **variables: str) -> Result:
        environment = {
            "TOKENDESK_WORKSPACE": str(desk.database.location),
            "TOKENDESK_OPERATOR": "ada",
            "TOKENDESK_PASSWORD": None,
            "TOKENDESK_SECRETS_FILE": str(file),
            **variables,
        }
        return CliRunner().invoke(operators, ["list", "--json"], env=environment)

    def test_a_password_is_found_in_the_file_that_the_person_chose(
        self, desk: Desk, secrets_file: Path
    ) -> None:
        found = output(self.listed(desk, secrets_file, TOKENDESK_PASSPHRASE="open sesame"))
        assert isinstance(found, list)

    def test_a_wrong_passphrase_is_said(self, desk: Desk, secrets_file: Path) -> None:
        result = self.listed(desk, secrets_file, TOKENDESK_PASSPHRASE="open barley")
        assert result.exit_code == 1
        assert result.stderr.startswith("error: SECRETS_PASSPHRASE: ")

    def test_without_anybody_to_type_the_passphrase_its_variable_is_named(
        self, desk: Desk, secrets_file: Path
    ) -> None:
        result = self.listed(desk, secrets_file)
        assert result.exit_code == 2
        assert "TOKENDESK_PASSPHRASE" in result.stderr


def test_a_postgresql_workspace_is_opened_by_its_url(postgres_database: Database) -> None:
    desk = make_admin(postgres_database, SystemClock())
    rows = output(run(desk, "list", "--json"))
    assert isinstance(rows, list)
    assert rows[0]["name"] == "ada"


def test_the_command_leaves_the_file_ready_for_others(desk: Desk) -> None:
    run(desk, "list")
    other = connect(desk.database.location)
    assert other.read(lambda connection: operator_by_name(connection, "ada")).signed_in_at
    other.close()
