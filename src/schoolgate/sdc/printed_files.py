"""Reads tables as publishers print them, long or wide, with titles above and marks in place of counts."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.cell_files import read_published
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.files import dimension_of, read_spec
from schoolgate.sdc.print_layouts import Layout, Reading, layout_of
from schoolgate.sdc.printed import PublishedTable
from schoolgate.sdc.text_columns import as_text, read_bytes

_NOT_PRINTED = "(not printed)"
_THRESHOLD = 10


@dataclass(frozen=True, slots=True)
class _Cell:
    """One printed value: the line it stands on, its codes by dimension, its text."""

    line: int
    codes: tuple[str, ...]
    text: str


def read_table(spec: Path, cells: Path) -> tuple[PublishedTable, int]:
    """Read a published table and its threshold: as its specification's `print` says, or as our own CELLS.csv.

    Raises BadInput with every fault.
    """
    document = _document(spec)
    if "print" not in document:
        read = read_spec(spec)
        return read_published(cells, read), read.threshold
    dims = document.get("dims")
    if not isinstance(dims, list) or not all(isinstance(each, Mapping) and "name" in each for each in dims) or not dims:
        raise BadInput.at(
            spec.name, "There is no list `dims`.", "Name the dimensions.", rule="spec.dims", column="dims"
        )
    names = [str(each["name"]) for each in dims]
    layout = layout_of(spec.name, document["print"], names)
    root = str(document.get("root", "Total"))
    printed = _cells(cells, layout, names)
    dimensions = [
        _dimension(spec.name, each, root, layout, [cell.codes[axis] for cell in printed])
        for axis, each in enumerate(dims)
    ]
    threshold = document.get("threshold", _THRESHOLD)
    return _table(cells.name, dimensions, layout, printed), threshold if isinstance(threshold, int) else _THRESHOLD


def _document(path: Path) -> Mapping[str, object]:
    try:
        document = json.loads(as_text(path.name, read_bytes(path)))
    except json.JSONDecodeError as error:
        message = f"The file is not JSON: {error.msg}."
        raise BadInput.at(path.name, message, "Mend it.", rule="spec.json", line=error.lineno) from error
    return document if isinstance(document, Mapping) else {}


def _cells(path: Path, layout: Layout, names: Sequence[str]) -> list[_Cell]:
    """Return every printed value. Lines above the header, and lines of another length, are titles and notes."""
    reader = csv.reader(io.StringIO(as_text(path.name, read_bytes(path))))
    needed = [*layout.columns.values(), *([layout.count] if layout.count else [])]
    header: list[str] = []
    found = []
    for row in reader:
        line = [text.strip() for text in row]
        if not header:
            header = line if line and all(name in line for name in needed) else []
        elif len(line) == len(header):
            found += _line(reader.line_num, dict(zip(header, line, strict=True)), layout, names)
    if not header:
        mend = f"The columns are: {', '.join(needed)}."
        raise BadInput.at(path.name, "No line names all columns.", mend, rule="print.header")
    return found


def _line(number: int, row: Mapping[str, str], layout: Layout, names: Sequence[str]) -> list[_Cell]:
    if layout.count is not None:
        return [_Cell(number, tuple(row[layout.columns[name]] for name in names), row[layout.count])]
    others = set(row) - set(layout.columns.values()) - layout.ignore - {""}
    return [
        _Cell(number, tuple(row[layout.columns[name]] if name in layout.columns else head for name in names), row[head])
        for head in row
        if head in others and "%" not in head
    ]


def _dimension(source: str, raw: Mapping[str, object], root: str, layout: Layout, printed: Sequence[str]) -> Dimension:
    """Return the dimension as specified, or of the codes that are printed."""
    name = str(raw["name"])
    if "codes" in raw:
        faults: list[Fault] = []
        dimension = dimension_of(source, name, raw, root, faults)
        if dimension is None or faults:
            raise BadInput(faults)
        return dimension
    total = layout.roots.get(name, root)
    codes = [code for code in dict.fromkeys(printed) if code != total]
    if name in layout.incomplete:
        codes.append(_NOT_PRINTED)
    return Dimension(name, (name,), (root, *codes), dict.fromkeys(codes, root))


def _table(source: str, dimensions: Sequence[Dimension], layout: Layout, printed: Sequence[_Cell]) -> PublishedTable:
    shape = tuple(len(dimension.codes) for dimension in dimensions)
    counts = np.zeros(shape, dtype=np.int64)
    least, most = np.full((2, *shape), -1, dtype=np.int64)
    hidden, seen = np.zeros((2, *shape), dtype=bool)
    absent = np.full(shape, not layout.missing_is_zero)
    faults: list[Fault] = []
    for cell in printed:
        place = _place(source, cell, dimensions, layout, faults)
        reading = _reading(source, cell, layout, faults)
        if place is None or reading is None:
            continue
        if seen[place]:
            faults.append(Fault(source, cell.line, None, "cells.twice", "The cell stands twice.", "Keep one row."))
        seen[place] = True
        counts[place], hidden[place], absent[place] = reading.count, reading.hidden, reading.absent
        least[place], most[place] = reading.least, reading.most
    if faults:
        raise BadInput(faults)
    return PublishedTable(source, tuple(dimensions), counts, hidden, absent, hidden.copy(), least, most, labelled=False)


def _place(
    source: str, cell: _Cell, dimensions: Sequence[Dimension], layout: Layout, faults: list[Fault]
) -> tuple[int, ...] | None:
    codes = []
    for dimension, code in zip(dimensions, cell.codes, strict=True):
        own = dimension.root if code == layout.roots.get(dimension.name) else code
        codes.append(dimension.index.get(own, -1))
        if codes[-1] < 0:
            message = f"{code!r} is not in the specification."
            faults.append(
                Fault(source, cell.line, dimension.name, "cells.unknown-code", message, "Add it, or mend the row.")
            )
    return None if -1 in codes else tuple(codes)


def _reading(source: str, cell: _Cell, layout: Layout, faults: list[Fault]) -> Reading | None:
    reading = layout.read(cell.text)
    if reading is None:
        message = f"{cell.text!r} is no count of students: percentages do not add up, and nothing follows from them."
        mend = "Name the column of counts, or say in `marks` what it means."
        faults.append(Fault(source, cell.line, layout.count, "print.no-count", message, mend))
    return reading
