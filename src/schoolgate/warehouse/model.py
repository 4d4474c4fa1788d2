"""Makes the tables of a snapshot from the raw ones, hashes what they say, and writes them as Parquet."""

import hashlib
from pathlib import Path

import duckdb

from schoolgate.core import Progress, SchoolYear
from schoolgate.warehouse.district_rules import students_query
from schoolgate.warehouse.intake import Intake
from schoolgate.warehouse.model_tables import FORMAT, ModelTable, model_tables
from schoolgate.warehouse.report import Count
from schoolgate.warehouse.schema import EXTENSION_FILES
from schoolgate.warehouse.sql import first_row, name_of, text_of

_HASHED_ROWS = 50_000


def build_model(con: duckdb.DuckDBPyConnection, intake: Intake, progress: Progress) -> tuple[ModelTable, ...]:
    """Make every table of a snapshot in the engine and return those to keep."""
    tables = model_tables(intake.version, students_query(intake.version))
    for done, table in enumerate(tables):
        progress("working out enrolments", done, len(tables))
        con.execute(f"CREATE TABLE {table.name} AS {table.query}")
    progress("working out enrolments", len(tables), len(tables))
    return tuple(table for table in tables if table.kept)


def content_hash(
    con: duckdb.DuckDBPyConnection, tables: tuple[ModelTable, ...], intake: Intake, progress: Progress
) -> str:
    """Return the SHA-256 of what the tables say, whatever the order of rows, files or line ends.

    The rows of each table are written as text, sorted and hashed as they stream by.
    """
    whole = hashlib.sha256(f"schoolgate snapshot {FORMAT}\n".encode())
    whole.update(",".join(sorted(name for name, _ in intake.rows)).encode())
    for done, table in enumerate(tables):
        progress("hashing the records", done, len(tables))
        columns = [row[0] for row in con.execute(f"DESCRIBE {table.name}").fetchall()]
        cells = ", ".join(f"coalesce(CAST({name_of(column)} AS VARCHAR), chr(30))" for column in columns)
        query = f"SELECT concat_ws(chr(31), {cells}) || chr(29) AS row FROM {table.name} ORDER BY row"
        whole.update(f"\n{table.name}({','.join(columns)})\n".encode())
        for batch in con.sql(query).to_arrow_reader(_HASHED_ROWS):
            whole.update("".join(batch.column(0).to_pylist()).encode())
    progress("hashing the records", len(tables), len(tables))
    return whole.hexdigest()


def write_tables(
    con: duckdb.DuckDBPyConnection, tables: tuple[ModelTable, ...], folder: Path, progress: Progress
) -> None:
    """Write each table as one Parquet file of a folder."""
    for done, table in enumerate(tables):
        progress("writing the snapshot", done, len(tables))
        target = text_of(str(folder / f"{table.name}.parquet"))
        con.execute(f"COPY {table.name} TO {target} (FORMAT parquet, COMPRESSION zstd)")
    progress("writing the snapshot", len(tables), len(tables))


def count_rows(con: duckdb.DuckDBPyConnection, intake: Intake) -> tuple[Count, ...]:
    """Return the counts of an import's report."""
    queries = {
        "students": "SELECT count(*) FROM students",
        "teachers": "SELECT count(DISTINCT person) FROM (SELECT person FROM posts WHERE role = 'teacher' "
        "UNION SELECT person FROM teaching)",
        "schools": "SELECT count(*) FROM orgs WHERE type = 'school'",
        "classes": "SELECT count(*) FROM classes",
    }
    counts = [Count(kind, _one(con, query)) for kind, query in queries.items()]
    read = dict(intake.rows)
    counts.append(Count("enrollments", read.get("enrollments", 0)))
    counts.extend(Count(name, read[name]) for name in EXTENSION_FILES if name in read)
    return tuple(counts)


def school_years(con: duckdb.DuckDBPyConnection) -> tuple[SchoolYear, ...]:
    """Return the school years of the extract, oldest first."""
    return tuple(SchoolYear(row[0]) for row in con.execute("SELECT school_year FROM years ORDER BY 1").fetchall())


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = first_row(con, query)
    return int(row[0]) if row else 0
