"""The migrations make exactly the tables that the slices describe."""

import importlib
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import app
from app.db import migrate
from app.db.database import Database, connect, in_memory
from app.db.engine import APPLICATION_ID
from app.db.schema import Table
from tests.postgres import Server

for tables in sorted(Path(app.__file__).parent.glob("*/tables.py")):
    importlib.import_module(f"app.{tables.parent.name}.tables")


def differences(connection: Connection) -> object:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, Table.metadata)


def test_migrated_schema_is_what_the_tables_describe(database: Database) -> None:
    assert database.read(differences) == []


def test_list_of_revisions_is_the_chain_that_alembic_sees() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(migrate.revisions()) == chain[::-1]


def sqlite_schema(database: Database) -> dict[str, str]:
    rows = database.read(
        lambda connection: connection.execute(
            text(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
                f" AND name <> '{migrate.VERSION_TABLE}'"
            )
        ).all()
    )
    return {row.name: row.sql for row in rows}


def test_sqlite_schema_agrees_to_the_letter(sqlite_database: Database) -> None:
    described = in_memory()
    described.write(Table.metadata.create_all)
    assert sqlite_schema(sqlite_database) == sqlite_schema(described)
    described.close()


def test_sqlite_file_carries_the_application_id(sqlite_database: Database) -> None:
    found = sqlite_database.read(lambda c: c.exec_driver_sql("PRAGMA application_id").scalar())
    assert found == APPLICATION_ID


POSTGRES_SCHEMA = """
SELECT c.relname, con.conname, pg_get_constraintdef(con.oid)
  FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version'
UNION ALL
SELECT tablename, indexname, indexdef FROM pg_indexes
 WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL
SELECT table_name, column_name, concat_ws(' ', ordinal_position, data_type, is_nullable,
       column_default, identity_generation)
  FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name <> 'alembic_version'
ORDER BY 1, 2, 3
"""


def test_postgresql_schema_agrees_to_the_letter(
    postgres_database: Database, postgres_server: Server
) -> None:
    location = postgres_server.empty()
    described = connect(location)
    described.write(Table.metadata.create_all)

    def schema(connection: Connection) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(POSTGRES_SCHEMA)]

    assert postgres_database.read(schema) == described.read(schema)
    described.close()
    postgres_server.drop(location)
