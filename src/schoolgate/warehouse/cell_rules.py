"""The rules that look at one cell alone, compiled from the schema into one scan of each file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import duckdb

from schoolgate.warehouse.csv_table import raw_name
from schoolgate.warehouse.findings import SHOWN_PER_RULE, Findings
from schoolgate.warehouse.schema import Column, Kind, Table
from schoolgate.warehouse.sql import first_row, list_of, name_of, text_of

FLAG_YES = ("yes", "y", "true", "1", "free", "reduced", "f", "r")
FLAG_NO = ("no", "n", "false", "0", "paid", "p")
FLAG_UNKNOWN = ("unknown", "n/a", "na")
_SHOWN_CHARACTERS = 60
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_YEAR = r"^\d{4}(-\d{2})?$"


@dataclass(frozen=True, slots=True)
class _Check:
    """`broken` is SQL that is true of a row at fault; `message` makes the sentence from the cell."""

    rule: str
    column: str
    broken: str
    message: Callable[[str | None], str]


def is_date(cell: str) -> str:
    """Return SQL that is true where a cell of text is a day that exists."""
    return f"(regexp_full_match({cell}, {text_of(_DATE)}) AND try_cast({cell} AS DATE) IS NOT NULL)"


def check_cells(con: duckdb.DuckDBPyConnection, table: Table, version: str, file: str, findings: Findings) -> None:
    """Note every cell of a file that breaks a rule, then mend wrong capitals."""
    checks = [check for column in table.columns_of(version) for check in _checks(column)]
    target = raw_name(table.name)
    counts = first_row(con, f"SELECT {', '.join(f'count_if({c.broken})' for c in checks)} FROM {target}")
    for check, count in zip(checks, counts or (), strict=True):
        if count:
            rows = con.execute(
                f"SELECT _line, {name_of(check.column)} FROM {target} WHERE {check.broken} "
                f"ORDER BY 1 LIMIT {SHOWN_PER_RULE}"
            ).fetchall()
            told = ((line, check.message(_short(cell))) for line, cell in rows)
            findings.add_many(check.rule, file, check.column, told, count)
            if check.rule == "repair.case":
                _mend_case(con, target, table, check)


def _short(cell: str | None) -> str | None:
    return cell if cell is None or len(cell) <= _SHOWN_CHARACTERS else cell[:_SHOWN_CHARACTERS] + "…"


def _checks(column: Column) -> Iterator[_Check]:
    cell = name_of(column.name)
    if column.required:
        yield _Check("cell.required", column.name, f"{cell} IS NULL", lambda _: f"{column.name} is empty.")
    make = _BY_KIND.get(column.kind)
    if make is not None:
        for check in make(column, cell):
            yield replace(check, broken=f"{cell} IS NOT NULL AND ({check.broken})")


def _enum(column: Column, cell: str) -> Iterator[_Check]:
    values, said = list_of(column.values), ", ".join(column.values)
    folded = f"lower({cell}) IN ({list_of(value.lower() for value in column.values)})"
    extension = f"starts_with({cell}, 'ext:')"
    yield _Check(
        "repair.case",
        column.name,
        f"{cell} NOT IN ({values}) AND {folded}",
        lambda value: f"{value!r} has the wrong capitals.",
    )
    yield _Check(
        "cell.enum",
        column.name,
        f"NOT {folded} AND NOT {extension}",
        lambda value: f"{value!r} is none of: {said}.",
    )
    if not column.extensible:
        yield _Check(
            "cell.ext", column.name, extension, lambda value: f"{value!r}: {column.name} takes no ext: values."
        )


def _boolean(column: Column, cell: str) -> Iterator[_Check]:
    folded = f"lower({cell}) IN ('true', 'false')"
    yield _Check(
        "repair.case",
        column.name,
        f"{cell} NOT IN ('true', 'false') AND {folded}",
        lambda value: f"{value!r} has the wrong capitals.",
    )
    yield _Check("cell.boolean", column.name, f"NOT {folded}", lambda value: f"{value!r} is neither true nor false.")


def _date(column: Column, cell: str) -> Iterator[_Check]:
    yield _Check("cell.date", column.name, f"NOT {is_date(cell)}", lambda value: f"{value!r} is not a date.")


def _decimal(column: Column, cell: str) -> Iterator[_Check]:
    broken = rf"NOT regexp_full_match({cell}, '-?\d{{1,9}}(\.\d{{1,6}})?')"
    yield _Check("cell.number", column.name, broken, lambda value: f"{value!r} is not a number.")


def _year(column: Column, cell: str) -> Iterator[_Check]:
    broken = f"NOT regexp_full_match({cell}, {text_of(_YEAR)})"
    yield _Check("cell.year", column.name, broken, lambda value: f"{value!r} is not a school year.")


def _flag(column: Column, cell: str) -> Iterator[_Check]:
    broken = f"lower({cell}) NOT IN ({list_of((*FLAG_YES, *FLAG_NO, *FLAG_UNKNOWN))})"
    yield _Check("cell.flag", column.name, broken, lambda value: f"{value!r} is neither yes nor no.")


def _status(column: Column, cell: str) -> Iterator[_Check]:
    yield _Check("bulk.status", column.name, f"{cell} <> 'active'", lambda value: f"The row's status is {value!r}.")
    yield _Check(
        "bulk.status-filled", column.name, f"{cell} = 'active'", lambda _: "Bulk mode leaves the status empty."
    )


_BY_KIND: dict[Kind, Callable[[Column, str], Iterator[_Check]]] = {
    Kind.ENUM: _enum,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
    Kind.YEAR: _year,
    Kind.FLAG: _flag,
    Kind.STATUS: _status,
}


def _mend_case(con: duckdb.DuckDBPyConnection, target: str, table: Table, check: _Check) -> None:
    column = next(column for column in table.columns if column.name == check.column)
    cell = name_of(column.name)
    for value in column.values or ("true", "false"):
        con.execute(f"UPDATE {target} SET {cell} = {text_of(value)} WHERE lower({cell}) = {text_of(value.lower())}")
