"""The commands about a whole workspace, as scripts use them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.db.clock import SystemClock
from app.db.location import Location
from app.db.migrate import newest_revision
from app.db.workspace import create_workspace, open_database
from app.operators.rules import Role
from tests.command_line import printed, refused, run, signed
from tests.factories import make_member
from tests.operators.people import PASSWORD, make_admin, make_operator
from tests.postgres import Server

ADMIN = signed("ada", PASSWORD)


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A workspace with an admin, a viewer and one member."""
    path = tmp_path / "real.db"
    database = create_workspace(Location(path=path))
    admin = make_admin(database, SystemClock())
    make_operator(admin, "vic", Role.VIEWER)
    make_member(admin, "milo")
    database.close()
    return path


def usernames(place: Path | Location) -> list[str]:
    """The members of a workspace."""
    location = place if isinstance(place, Location) else Location(path=place)
    database = open_database(location, migrate=False)
    try:
        return database.read(
            lambda one: list(
                one.exec_driver_sql("SELECT username FROM member ORDER BY id").scalars()
            )
        )
    finally:
        database.close()


class TestDemo:
    def test_it_is_made_and_described_and_opened_as_it_is(self, demo_copy: Path) -> None:
        found = printed(run("demo", "--no-window", "--path", demo_copy, "--json"))
        assert found["workspace"] == str(demo_copy)
        assert (found["members"], found["rooms"]) == (200, 24)
        assert found["trades"] > 6_000
        assert str(demo_copy) in run("demo", "--no-window", "--path", demo_copy).stdout

    def test_without_a_path_it_is_in_the_workspace_that_the_environment_names(
        self, demo_copy: Path
    ) -> None:
        found = printed(run("demo", "--no-window", "--json", workspace=demo_copy))
        assert found["workspace"] == str(demo_copy)

    def test_a_real_workspace_is_never_taken_for_it(self, real: Path) -> None:
        result = run("demo", "--no-window", "--fresh", workspace=real)
        assert "isn't a demo" in refused(result, "NOT_A_DEMO")
        assert usernames(real) == ["milo"]

    @pytest.mark.parametrize(
        ("words", "field"),
        [(["--until", "yesterday"], "until"), (["--until", "1980-01-01"], "until")],
    )
    def test_an_end_that_is_none_is_named(
        self, words: list[str], field: str, tmp_path: Path
    ) -> None:
        result = run("demo", "--no-window", "--path", tmp_path / "demo.db", *words)
        assert refused(result, "INVALID_INPUT", exit_code=2).startswith(field)
        assert list(tmp_path.iterdir()) == []

    def test_without_a_display_nothing_is_built_and_the_way_out_is_named(
        self, tmp_path: Path
    ) -> None:
        result = run("demo", "--path", tmp_path / "demo.db")
        assert "tokendesk shots" in refused(result, "NO_DISPLAY", exit_code=2)
        assert list(tmp_path.iterdir()) == []


class TestInit:
    def test_it_makes_a_workspace_that_can_be_worked_with(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "team.db"
        result = run(
            "init", "--operator", "ada", "--name", "Team", "--json",
            workspace=path, TOKENDESK_PASSWORD=PASSWORD,
        )  # fmt: skip
        assert printed(result) == {"workspace": str(path), "name": "Team", "operator": "ada"}
        assert printed(run("members", "create", "yuki", "--json", workspace=path, **ADMIN))
        money = run(
            "members", "deposit", "yuki", "--asset", "sats", "--amount", "1000", "--json",
            workspace=path, **ADMIN,
        )  # fmt: skip
        assert printed(money)["balance"] == 1_000
        assert printed(run("audit", "--json", workspace=path, **ADMIN))["ok"]

    def test_an_operator_who_cant_be_leaves_no_file(self, tmp_path: Path) -> None:
        path = tmp_path / "team.db"
        for variables, words in (
            ({"TOKENDESK_PASSWORD": "short"}, ["--operator", "ada"]),
            ({"TOKENDESK_PASSWORD": PASSWORD}, ["--operator", "a b"]),
            ({"TOKENDESK_PASSWORD": PASSWORD}, ["--operator", "ada", "--name", ""]),
        ):
            result = run("init", *words, workspace=path, **variables)
            refused(result, "INVALID_INPUT", exit_code=2)
        assert list(tmp_path.iterdir()) == []

    def test_without_a_password_the_variable_is_named(self, tmp_path: Path) -> None:
        result = run("init", "--operator", "ada", workspace=tmp_path / "team.db")
        assert "PASSWORD" in refused(result, "USAGE", exit_code=2)

    def test_a_workspace_that_is_there_is_left_alone(self, real: Path) -> None:
        result = run("init", "--operator", "eve", workspace=real, TOKENDESK_PASSWORD=PASSWORD)
        refused(result, "DB_EXISTS")
        assert run("operators", "list", workspace=real, **ADMIN).exit_code == 0

    def test_it_goes_on_where_it_was_cut_off(self, tmp_path: Path) -> None:
        path = tmp_path / "team.db"
        create_workspace(Location(path=path)).close()
        result = run("init", "--operator", "ada", workspace=path, TOKENDESK_PASSWORD=PASSWORD)
        assert result.exit_code == 0, result.output
        assert run("operators", "list", workspace=path, **ADMIN).exit_code == 0

    def test_no_workspace_is_a_wrong_usage(self) -> None:
        result = run("init", "--operator", "ada", TOKENDESK_PASSWORD=PASSWORD)
        assert "--workspace" in refused(result, "USAGE", exit_code=2)


class TestInfo:
    def test_it_says_where_what_and_how_much(self, demo_copy: Path) -> None:
        found = printed(run("info", "--json", workspace=demo_copy))
        assert found["workspace"] == str(demo_copy)
        assert found["is_demo"] is True
        assert found["revision"] == found["newest_revision"] == newest_revision()
        assert found["tables"]["room"] == 24
        assert "SQLite" in run("info", workspace=demo_copy).stdout

    def test_a_missing_file_is_refused_and_not_made(self, tmp_path: Path) -> None:
        path = tmp_path / "none.db"
        refused(run("info", workspace=path), "DB_NOT_FOUND")
        assert not path.exists()


class TestMigrate:
    def test_an_up_to_date_workspace_stays_as_it_is(self, real: Path) -> None:
        found = printed(run("migrate", "--json", workspace=real))
        assert found == {
            "before": newest_revision(),
            "after": newest_revision(),
            "backup": None,
        }
        assert "up to date" in run("migrate", workspace=real).stdout

    def test_a_newer_workspace_is_refused(self, real: Path) -> None:
        with closing(sqlite3.connect(real)) as file, file:
            file.execute("UPDATE alembic_version SET version_num = '9999_later'")
        file.close()
        assert "newer version" in refused(run("migrate", workspace=real), "DB_NEWER")


class TestBackupAndRestore:
    def test_a_backup_restores_to_another_place(self, real: Path, tmp_path: Path) -> None:
        copy, place = tmp_path / "copy.db", tmp_path / "again.db"
        made = printed(run("backup", copy, "--json", workspace=real, **ADMIN))
        assert made["file"] == str(copy)
        assert made["size"] == copy.stat().st_size
        found = printed(run("restore", copy, "--json", workspace=place))
        assert (found["rows"], found["kept"]) == (made["rows"], None)
        assert usernames(place) == ["milo"]

    def test_an_older_backup_is_overwritten_only_when_asked(
        self, real: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        assert run("backup", copy, workspace=real, **ADMIN).exit_code == 0
        refused(run("backup", copy, workspace=real, **ADMIN), "BACKUP_EXISTS")
        assert run("backup", copy, "--replace", workspace=real, **ADMIN).exit_code == 0

    def test_a_workspace_is_replaced_by_an_admin_only_and_kept(
        self, real: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        assert run("backup", copy, workspace=real, **ADMIN).exit_code == 0
        assert run("members", "create", "later", workspace=real, **ADMIN).exit_code == 0
        refused(run("restore", copy, workspace=real, **ADMIN), "DB_EXISTS")
        refused(run("restore", copy, "--replace", workspace=real), "USAGE", exit_code=2)
        viewer = signed("vic", PASSWORD)
        refused(run("restore", copy, "--replace", workspace=real, **viewer), "NEEDS_ROLE")
        assert usernames(real) == ["milo", "later"]
        done = printed(run("restore", copy, "--replace", "--json", workspace=real, **ADMIN))
        assert usernames(real) == ["milo"]
        assert usernames(Path(done["kept"])) == ["milo", "later"]

    def test_a_damaged_workspace_is_replaced_without_signing_in(
        self, real: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        assert run("backup", copy, workspace=real, **ADMIN).exit_code == 0
        real.write_bytes(b"SQLite format 3\0 and then nothing")
        result = run("restore", copy, "--replace", workspace=real)
        assert result.exit_code == 0, result.output
        assert usernames(real) == ["milo"]

    def test_backups_need_an_admin(self, real: Path, tmp_path: Path) -> None:
        viewer = signed("vic", PASSWORD)
        refused(run("backup", tmp_path / "copy.db", workspace=real, **viewer), "NEEDS_ROLE")
        assert not (tmp_path / "copy.db").exists()

    def test_what_is_no_backup_is_refused(self, tmp_path: Path) -> None:
        text = tmp_path / "notes.txt"
        text.write_text("not a backup")
        result = run("restore", text, workspace=tmp_path / "new.db")
        refused(result, "DB_NOT_A_WORKSPACE")
        assert not (tmp_path / "new.db").exists()


class TestAudit:
    def test_clean_books_exit_with_0_and_say_a_line_each(self, demo_copy: Path) -> None:
        result = run("audit", workspace=demo_copy)
        assert result.exit_code == 0, result.output
        lines = result.stdout.splitlines()
        assert all(line.startswith("ok ") for line in lines[:-1])
        assert lines[-1].startswith("root hash ")

    def test_json_has_exactly_the_keys_that_scripts_rely_on(self, demo_copy: Path) -> None:
        found = printed(run("audit", "--json", workspace=demo_copy))
        assert list(found) == ["ok", "checks", "root_hash"]
        assert found["ok"] is True
        assert all(list(each) == ["name", "ok", "rows", "detail"] for each in found["checks"])
        assert {"hash_chain", "balances", "reserves", "trades"} <= {
            each["name"] for each in found["checks"]
        }
        assert len(bytes.fromhex(found["root_hash"])) == 32

    @pytest.mark.parametrize(
        ("table", "change", "named"),
        [
            ("ledger_entry", "memo = 'changed' WHERE id = 1234", "ledger_entry 1234"),
            ("ledger_transfer", "amount = amount + 1 WHERE entry_id = 777 AND position = 0",
             "ledger_entry 777"),
            ("ledger_account", "balance = balance + 1 WHERE id = 40", "ledger_account 40"),
            ("ledger_asset", "name = 'Gold' WHERE id = 1", "ledger_asset 1"),
            ("ledger_book", "entries = entries - 1 WHERE id = 2", "ledger_book 2"),
            ("vending_trade", "total = 5 WHERE room_id = 3 AND number = 9", "vending_trade "),
        ],
    )  # fmt: skip
    def test_a_row_changed_by_hand_is_named_with_exit_code_1(
        self, demo_copy: Path, table: str, change: str, named: str
    ) -> None:
        with closing(sqlite3.connect(demo_copy)) as file, file:
            triggers = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in triggers.fetchall():
                file.execute(f"DROP TRIGGER {name}")
            assert file.execute(f"UPDATE {table} SET {change}").rowcount == 1
        file.close()
        result = run("audit", "--json", workspace=demo_copy)
        assert result.exit_code == 1
        found = json.loads(result.stdout)
        assert found["ok"] is False
        assert named in " ".join(each["detail"] for each in found["checks"])
        shown = run("audit", workspace=demo_copy)
        assert shown.exit_code == 1
        assert any(
            line.startswith("FAILED") and named in line for line in shown.stdout.splitlines()
        )

    def test_it_needs_somebody_who_signs_in(self, real: Path) -> None:
        refused(run("audit", workspace=real), "USAGE", exit_code=2)
        refused(run("audit", workspace=real, **signed("ada", "wrong wrong")), "SIGN_IN_REFUSED")
        assert run("audit", workspace=real, **signed("vic", PASSWORD)).exit_code == 0


class TestShots:
    @pytest.mark.parametrize("size", ["big", "100x", "1x1", "99999x100", "-5x5"])
    def test_a_size_that_is_none_is_named(self, size: str, tmp_path: Path) -> None:
        result = run("shots", tmp_path / "out", "--size", size)
        assert refused(result, "INVALID_INPUT", exit_code=2).startswith("size")
        assert not (tmp_path / "out").exists()

    def test_an_unknown_theme_is_a_wrong_usage(self, tmp_path: Path) -> None:
        refused(run("shots", tmp_path, "--theme", "pink"), "USAGE", exit_code=2)


class TestOnAServer:
    def test_a_workspace_is_made_described_backed_up_and_restored(
        self, postgres_server: Server, tmp_path: Path
    ) -> None:
        first, second = postgres_server.empty(), postgres_server.empty()
        copy = tmp_path / "copy.db"
        made = run("init", "--operator", "ada", workspace=first, TOKENDESK_PASSWORD=PASSWORD)
        assert made.exit_code == 0, made.output
        refused(
            run("init", "--operator", "ada", workspace=first, TOKENDESK_PASSWORD=PASSWORD),
            "DB_EXISTS",
        )
        assert run("members", "create", "milo", workspace=first, **ADMIN).exit_code == 0
        assert printed(run("info", "--json", workspace=first))["kind"] == "postgresql"
        assert printed(run("migrate", "--json", workspace=first))["backup"] is None
        assert printed(run("audit", "--json", workspace=first, **ADMIN))["ok"]
        assert run("backup", copy, workspace=first, **ADMIN).exit_code == 0
        assert usernames(copy) == ["milo"]
        assert run("restore", copy, workspace=second).exit_code == 0
        assert usernames(second) == ["milo"]
        refused(run("restore", copy, "--replace", workspace=second, **ADMIN), "DB_EXISTS")

    def test_a_server_that_isnt_there_is_said(self) -> None:
        result = run("info", workspace="postgresql://127.0.0.1:1/none")
        refused(result, "DB_UNREACHABLE")
