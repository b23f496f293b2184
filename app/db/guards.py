"""Triggers that refuse changes to rows which are history, on both databases."""

from collections.abc import Iterable

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION tokendesk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are history and are not changed', TG_TABLE_NAME;
END
$$
"""


def function(dialect: str) -> tuple[str, ...]:
    """What must exist before the first guard."""
    return (_POSTGRES_FUNCTION,) if dialect == "postgresql" else ()


def whole_rows(dialect: str, table: str) -> tuple[str, ...]:
    """Statements after which no row of the table is updated or deleted."""
    return (*_guard(dialect, table, "UPDATE", ""), *kept_rows(dialect, table))


def kept_rows(dialect: str, table: str) -> tuple[str, ...]:
    """Statements after which no row of the table is deleted."""
    statements = _guard(dialect, table, "DELETE", "")
    if dialect == "postgresql":
        statements += (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION tokendesk_refuse()",
        )
    return statements


def columns(dialect: str, table: str, names: Iterable[str]) -> tuple[str, ...]:
    """Statements after which these columns of the table are not updated."""
    return _guard(dialect, table, "UPDATE", f" OF {', '.join(names)}")


def _guard(dialect: str, table: str, event: str, of: str) -> tuple[str, ...]:
    name = f"{table}_no_{event.lower()}"
    if dialect == "postgresql":
        return (
            f"CREATE TRIGGER {name} BEFORE {event}{of} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION tokendesk_refuse()",
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {event}{of} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are history and are not changed'); END",
    )
