"""Brings every file of an extract into the engine and checks it; what it leaves behind is raw tables and findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from schoolgate.core import Progress
from schoolgate.warehouse.cell_rules import check_cells
from schoolgate.warehouse.csv_table import create_empty, load_rows
from schoolgate.warehouse.district_rules import check_district
from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.header import read_header
from schoolgate.warehouse.manifest import read_manifest
from schoolgate.warehouse.row_rules import check_references, check_rows
from schoolgate.warehouse.schema import TABLES, Table
from schoolgate.warehouse.text_file import scan


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read: the OneRoster version and the number of rows of each file that was there."""

    version: str
    rows: tuple[tuple[str, int], ...]


def take_in(
    con: duckdb.DuckDBPyConnection, files: Mapping[str, Path], findings: Findings, progress: Progress
) -> Intake:
    """Read and check all files. Every table of the schema exists afterwards, empty where its file was not read."""
    version = read_manifest(files, findings)
    tables = [table for table in TABLES if version in table.versions]
    present = {table.name: files[table.name].name for table in tables if table.name in files}
    rows: dict[str, int] = {}
    for done, table in enumerate(TABLES):
        progress("reading files", done, len(TABLES))
        create_empty(con, table)
        if table.name in present:
            counted = _take_in_file(con, files[table.name], table, version, findings)
            if counted is not None:
                rows[table.name] = counted
        elif table.needed and version in table.versions:
            findings.add("source.missing-file", table.file, f"{table.file} is not there.")
    progress("reading files", len(TABLES), len(TABLES))
    _check_between(con, version, present, frozenset(rows), findings, progress)
    return Intake(version, tuple(rows.items()))


def _take_in_file(
    con: duckdb.DuckDBPyConnection, path: Path, table: Table, version: str, findings: Findings
) -> int | None:
    """Return the number of rows, or None where the file could not be read at all."""
    text = scan(path, findings)
    header = text and read_header(text, table, version, findings)
    if not text or not header:
        return None
    before = len(findings.errors)
    counted = load_rows(con, text, header, table, findings)
    if table.needed and counted == 0 and len(findings.errors) == before:
        findings.add("csv.no-rows", path.name, f"{path.name} holds no rows.")
    check_cells(con, table, version, path.name, findings)
    check_rows(con, table, path.name, findings)
    return counted


def _check_between(
    con: duckdb.DuckDBPyConnection,
    version: str,
    present: dict[str, str],
    read: frozenset[str],
    findings: Findings,
    progress: Progress,
) -> None:
    # A row that could not be read, or is missing with all others, may be the one that others refer to: only whole files
    # are judged against.
    torn = {fault.source for fault in findings.errors if fault.rule in {"csv.syntax", "csv.cell-count", "csv.no-rows"}}
    sound = frozenset(name for name in read if present[name] not in torn)
    for done, name in enumerate(sorted(read)):
        progress("checking references", done, len(read))
        table = next(table for table in TABLES if table.name == name)
        check_references(con, table, present, sound, findings)
    check_district(con, version, present, sound, findings)
    progress("checking references", len(read), len(read))
