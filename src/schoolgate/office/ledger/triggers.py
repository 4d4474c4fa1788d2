"""Triggers by which the database itself refuses to change or delete what was written, SQLite and PostgreSQL alike."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY_TABLES = ("ledger_ledgerrow", "ledger_disclosure")
_WORDS = "is append-only: rows are never changed or deleted"


def install(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = APPEND_ONLY_TABLES) -> None:
    """Make the triggers of tables, anew where they stand already."""
    make = _postgres if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in tables:
            for statement in make(table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper, tables: tuple[str, ...] = APPEND_ONLY_TABLES) -> None:
    """Take the triggers away: what undoing a migration needs, and nothing else."""
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in tables:
            for verb in ("update", "delete", "truncate"):
                end = f" ON {table}" if on_table else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{end}")


def install_in_migration(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  # Django's shape
    """Make the triggers while migrating."""
    install(editor.connection)


def remove_in_migration(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  # Django's shape
    """Take the triggers away while undoing the migration."""
    remove(editor.connection)


def _sqlite(table: str) -> list[str]:
    return [
        statement
        for verb in ("update", "delete")
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_no_{verb}",
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} {_WORDS}'); END",
        )
    ]


def _postgres(table: str) -> list[str]:
    function = f"{table}_append_only"
    statements = [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} {_WORDS}'; END $$"
    ]
    for verb in ("update", "delete", "truncate"):
        level = "STATEMENT" if verb == "truncate" else "ROW"
        statements += [
            f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}",
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION {function}()",
        ]
    return statements
