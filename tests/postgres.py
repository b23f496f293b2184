"""The PostgreSQL server that tests may make databases on."""

import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from app.db.database import connect
from app.db.location import Location, parse_location
from app.db.migrate import upgrade
from app.progress import NoProgress

VARIABLE = "TOKENDESK_TEST_POSTGRES"
SKIP_REASON = f"{VARIABLE} names no server"

# All that a test might have altered besides rows.
_SHAPE = """
SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
    SELECT concat('c', oid, relname, relhastriggers) AS part
      FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat('t', oid, tgenabled) FROM pg_trigger
    UNION ALL SELECT concat('k', oid, convalidated) FROM pg_constraint
    UNION ALL SELECT concat('a', attrelid, attnum, atttypid, attnotnull)
      FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
     WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT concat('f', oid, prosrc)
      FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT concat('s', setconfig::text)
      FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid
     WHERE datname = current_database()
    UNION ALL SELECT concat('v', version_num) FROM alembic_version
) parts
"""
# A test that breaks the guards on purpose does it with its own statements, not with these.
_EMPTY_TABLES = """
SET synchronous_commit = off;
SET session_replication_role = replica;
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT relname, relkind FROM pg_class
                  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
                    AND relname <> 'alembic_version' LOOP
        IF found.relkind = 'r' THEN EXECUTE format('DELETE FROM %I', found.relname);
        ELSE EXECUTE format('ALTER SEQUENCE %I RESTART', found.relname);
        END IF;
    END LOOP;
END $$
"""


@dataclass
class Server:
    """Makes databases whose names nobody else takes, and drops them in the end."""

    url: str
    _connection: psycopg.Connection | None = None
    _made: list[str] = field(default_factory=list)
    _clean: list[str] = field(default_factory=list)
    _shapes: dict[str, str] = field(default_factory=dict)
    _template: str = ""

    def location(self, name: str) -> Location:
        """Where the server's database of this name is."""
        return parse_location(urlunsplit(urlsplit(self.url)._replace(path=f"/{name}")))

    def empty(self) -> Location:
        """A new database without any table."""
        return self.location(self._create("template0"))

    def migrated(self) -> Location:
        """A database with the newest schema and no rows; `give_back` it."""
        if self._clean:
            return self.location(self._clean.pop())
        if not self._template:
            self._template = self._create("template0")
            database = connect(self.location(self._template))
            upgrade(database, NoProgress())
            database.close()
        name = self._create(self._template)
        self.run(f"ALTER DATABASE {name} SET synchronous_commit = off")
        with self._inside(name) as connection:
            self._shapes[name] = _shape(connection)
        return self.location(name)

    def give_back(self, location: Location) -> None:
        """Empty a database that `migrated` gave, or drop it if more than its rows has changed."""
        name = _name(location)
        self.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        with self._inside(name) as connection:
            unaltered = _shape(connection) == self._shapes[name]
            if unaltered:
                connection.execute(_EMPTY_TABLES.encode())
        if unaltered:
            self._clean.append(name)
        else:
            self.drop(location)

    def drop(self, location: Location) -> None:
        """Remove a database, whoever is connected to it."""
        name = _name(location)
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._made.remove(name)

    def close(self) -> None:
        """Drop what is still there."""
        for name in list(self._made):
            self.drop(self.location(name))
        if self._connection is not None:
            self._connection.close()

    def run(self, statement: str) -> None:
        """Execute one statement outside a transaction."""
        if self._connection is None:
            self._connection = psycopg.connect(self.url, autocommit=True)
        self._connection.execute(statement.encode())

    def _create(self, template: str) -> str:
        name = f"tokendesk_test_{os.getpid()}_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made.append(name)
        return name

    def _inside(self, name: str) -> psycopg.Connection:
        location = self.location(name)
        return psycopg.connect(location.url, password=location.password or None, autocommit=True)


def _name(location: Location) -> str:
    return urlsplit(location.url).path.lstrip("/")


def _shape(connection: psycopg.Connection) -> str:
    row = connection.execute(_SHAPE.encode()).fetchone()
    assert row is not None
    return str(row[0])
