"""`tokendesk export`: whole tables for other programs."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.assembly.exports import EXPORTS
from app.db.clock import SystemClock
from app.db.database import Database
from app.ledger.assets import find_asset
from app.ledger.rules import AccountRef
from app.ledger.service import set_frozen
from app.operators.rules import Role
from app.vending.trading import place
from tests.command_line import refused, run, signed
from tests.factories import NOON, make_market, order
from tests.operators.people import PASSWORD, make_admin, make_operator

ROWS = {"rooms": 24, "members": 200}


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text by the titles of its columns."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestStandardOutput:
    @pytest.mark.parametrize("table", EXPORTS)
    def test_csv_and_json_lines_hold_the_same_rows(self, table: str, demo_copy: Path) -> None:
        as_csv = run("export", table, workspace=demo_copy)
        as_lines = run("export", table, "--format", "jsonl", workspace=demo_copy)
        assert as_csv.exit_code == as_lines.exit_code == 0
        rows = [json.loads(line) for line in as_lines.stdout.splitlines()]
        assert len(csv_rows(as_csv.stdout)) == len(rows) == ROWS.get(table, len(rows))
        assert list(rows[0]) == list(EXPORTS[table].fields)

    def test_trades_name_their_room_and_asset_oldest_first(self, demo_copy: Path) -> None:
        result = run("export", "trades", "--format", "jsonl", workspace=demo_copy)
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        assert len(rows) > 6_000
        assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
        devs = [row for row in rows if row["room_id"] == "123"]
        assert devs[-1]["supply_after"] == 312
        assert {row["quote"] for row in devs} == {"sats"}

    def test_the_journal_adds_up_to_nothing_in_each_asset(self, demo_copy: Path) -> None:
        result = run("export", "entries", "--format", "jsonl", workspace=demo_copy)
        rows = [json.loads(line) for line in result.stdout.splitlines()]
        first = rows[0]
        assert first["kind"] == "deposit"
        assert first["debit"] == "platform 0 issuance"
        assert first["debit_balance_after"] == -first["amount"]
        held: dict[tuple[str, str], int] = {}
        for row in rows:
            for side, sign in (("debit", -1), ("credit", 1)):
                account = (row["asset"], row[side])
                held[account] = held.get(account, 0) + sign * row["amount"]
                assert held[account] == row[f"{side}_balance_after"]

    def test_lines_end_as_the_standard_says(self, demo_copy: Path) -> None:
        result = run("export", "rooms", workspace=demo_copy)
        assert result.stdout_bytes.count(b"\r\n") == 25
        assert b"\r\r\n" not in result.stdout_bytes

    def test_a_workbook_needs_a_file(self, demo_copy: Path) -> None:
        result = run("export", "rooms", "--format", "xlsx", workspace=demo_copy)
        assert "--out" in refused(result, "USAGE", exit_code=2)


class TestFiles:
    @pytest.mark.parametrize("fmt", ["csv", "jsonl", "xlsx"])
    def test_the_whole_table_is_written(self, fmt: str, demo_copy: Path, tmp_path: Path) -> None:
        path = tmp_path / f"trades.{fmt}"
        result = run("export", "trades", "--format", fmt, "--out", path, workspace=demo_copy)
        assert result.exit_code == 0, result.output
        count = int(result.stdout.split()[0])
        assert count > 6_000
        if fmt == "xlsx":
            sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
            assert sheet.count(b"<row ") == count + 1
        else:
            lines = path.read_text().splitlines()
            assert len(lines) == count + (fmt == "csv")

    def test_a_folder_that_isnt_there_is_named(self, demo_copy: Path, tmp_path: Path) -> None:
        out = tmp_path / "none" / "rooms.csv"
        refused(run("export", "rooms", "--out", out, workspace=demo_copy), "EXPORT_NO_FOLDER")


def test_an_entry_that_moves_nothing_is_one_row(sqlite_database: Database) -> None:
    market = make_market(sqlite_database, members=1)

    def freeze(connection: Connection) -> None:
        asset = find_asset(connection, "uSTX")
        set_frozen(
            connection, AccountRef(asset.id, "member", market.members[0]), True,
            actor="ada", at=NOON, reason="A test.", idempotency_key="freeze",
        )  # fmt: skip

    sqlite_database.write(freeze)
    rows = sqlite_database.read(lambda connection: list(EXPORTS["entries"].stream(connection)))
    assert [(row.kind, row.position, row.asset, row.amount) for row in rows] == [
        ("deposit", 0, "uSTX", 10**12),
        ("freeze_account", None, None, None),
    ]


def test_viewers_may_export(file_database: Database) -> None:
    admin = make_admin(file_database, SystemClock())
    make_operator(admin, "vic", Role.VIEWER)
    result = run("export", "trail", workspace=file_database.location, **signed("vic", PASSWORD))
    assert result.exit_code == 0
    assert [row["Action"] for row in csv_rows(result.stdout)][:2] == ["operator.create"] * 2


@pytest.mark.parametrize("table", EXPORTS)
def test_every_table_is_exported_from_both_kinds_of_database(
    table: str, database: Database
) -> None:
    market = make_market(database)
    place(market.desk, order(market.room, market.members[0], 2))
    found = EXPORTS[table]
    rows = database.read(lambda connection: list(found.stream(connection)))
    assert len(rows) == database.read(found.count)
    for row in rows:
        for column in found.fields.values():
            column.value(row)
