"""CSV files by columns: each as its distinct values and which of them every row holds, with the rows' lines.

Checks then look at distinct values, not at rows: a file of two million rows has a few hundred.
"""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput, Fault

_MANY_BYTES = 4_000_000
_DIGITS = 12
_MOST_FAULTS = 200

Positions = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TextColumn:
    """A column: its distinct values without surrounding blanks, and the position of each row's value among them."""

    values: tuple[str, ...]
    rows: Positions

    def looked_up(self, places: Mapping[str, int]) -> Positions:
        """Return for each row what its value stands for, -1 where it stands for nothing."""
        return np.array([places.get(value, -1) for value in self.values], dtype=np.int64)[self.rows]

    def whole_numbers(self) -> Positions:
        """Return for each row its value as a whole number from 0 on, -1 where it is none."""
        numbers = [
            int(value) if value.isascii() and value.isdigit() and len(value) <= _DIGITS else -1 for value in self.values
        ]
        return np.array(numbers, dtype=np.int64)[self.rows]

    def without(self, sign: str) -> "TextColumn":
        """Return the column with a sign taken out of every value: the thousands separator."""
        return TextColumn(tuple(value.replace(sign, "") for value in self.values), self.rows)

    def at(self, row: int) -> str:
        """Return the value of a row."""
        return self.values[int(self.rows[row])]


@dataclass(frozen=True, eq=False)
class TextColumns:
    """The columns of a file by name. lines: the line of the file that each row ends on."""

    source: str
    lines: Positions
    columns: Mapping[str, TextColumn]

    def __getitem__(self, name: str) -> TextColumn:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns


def read_columns(
    path: Path, needed: Sequence[str], optional: Sequence[str] = (), *, faults: list[Fault]
) -> TextColumns:
    """Read the columns of a CSV file, packed or not. Rows that are no rows add faults and are left out.

    Raises BadInput where the file cannot be read at all.
    """
    raw = read_bytes(path)
    wanted = [*needed, *optional]
    if len(raw) > _MANY_BYTES:
        found = _many_rows(path.name, raw, needed, wanted)
        if found is not None:
            return found
    return _rows(path.name, as_text(path.name, raw), needed, wanted, faults)


def read_bytes(path: Path) -> bytes:
    """Return what a file holds, unpacked where its name ends in .gz. Raises BadInput where it cannot be read."""
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError) as error:
        raise BadInput.at(
            path.name, f"The file cannot be read: {error}.", "Check it.", rule="file.unreadable"
        ) from error


def as_text(source: str, raw: bytes) -> str:
    """Return bytes as text. Raises BadInput where they are not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadInput.at(
            source, "The file is not UTF-8 text.", "Save it as UTF-8.", rule="file.encoding", line=line
        ) from error


def faults_at(
    found: TextColumns, wrong: NDArray[np.bool_], column: str, rule: str, what: str, mend: str
) -> list[Fault]:
    """Return a fault for each of the first wrong rows; `what` goes on after the row's value in that column."""
    return [
        Fault(found.source, int(found.lines[row]), column, rule, f"{found[column].at(row)!r} {what}", mend)
        for row in np.flatnonzero(wrong)[:_MOST_FAULTS].tolist()
    ]


def by_line(faults: Sequence[Fault]) -> list[Fault]:
    """Return the first faults of a file, from its top down."""
    return sorted(faults, key=lambda fault: fault.line or 0)[:_MOST_FAULTS]


def _rows(source: str, text: str, needed: Sequence[str], wanted: list[str], faults: list[Fault]) -> TextColumns:
    """Read row by row: slow, and exact about where a fault lies."""
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    header: list[str] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        faults += _header_faults(source, header, needed)
        for cells in reader:
            if len(cells) == len(header):
                rows.append(cells)
                lines.append(reader.line_num)
            else:
                what = f"The row has {len(cells)} cells where the header has {len(header)}."
                faults.append(Fault(source, reader.line_num, None, "counts.cell-count", what, "Mend the row."))
    except csv.Error as error:
        what = f"The row is not CSV: {error}."
        faults.append(Fault(source, reader.line_num, None, "counts.csv", what, "Mend the quotes."))
    by_column = list(zip(*rows, strict=True)) or [()] * len(header)
    columns = {name: _column(by_column[header.index(name)]) for name in wanted if name in header}
    return TextColumns(source, np.array(lines, dtype=np.int64), columns)


def _header_faults(source: str, header: list[str], needed: Sequence[str]) -> list[Fault]:
    missing = [name for name in needed if name not in header]
    if not missing and len(set(header)) == len(header):
        return []
    what = f"The columns {', '.join(missing)} are missing." if missing else "A column stands twice."
    return [Fault(source, 1, None, "counts.columns", what, f"The columns are: {', '.join(needed)}.")]


def _column(cells: Sequence[str]) -> TextColumn:
    numbers: dict[str, int] = {}
    rows = np.array([numbers.setdefault(cell, len(numbers)) for cell in cells], dtype=np.int64)
    return TextColumn(tuple(value.strip() for value in numbers), rows)


def _many_rows(source: str, raw: bytes, needed: Sequence[str], wanted: list[str]) -> TextColumns | None:
    """Read a large plain file at once; None where something in it asks for reading row by row."""
    import pyarrow as pa  # loaded for large files only: small ones are read before it would have started
    import pyarrow.csv

    header = raw[: raw.find(b"\n")].decode("utf-8-sig", "replace").strip().split(",")
    if _header_faults(source, header, needed) or any('"' in name or name != name.strip() for name in header):
        return None
    names = [name for name in wanted if name in header]
    kind = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(raw),
            parse_options=pyarrow.csv.ParseOptions(ignore_empty_lines=False),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, kind), include_columns=names, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if raw.count(b"\n") + (not raw.endswith(b"\n")) != table.num_rows + 1:
        return None  # a row runs over several lines
    whole = table.unify_dictionaries().combine_chunks()
    columns = {}
    for name in names:
        chunk = whole[name].chunk(0)
        values = tuple(str(value).strip() for value in chunk.dictionary.to_pylist())
        columns[name] = TextColumn(values, chunk.indices.to_numpy().astype(np.int64))
    return TextColumns(source, np.arange(2, table.num_rows + 2), columns)
