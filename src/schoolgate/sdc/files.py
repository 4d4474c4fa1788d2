"""The files of disclosure control: specification, counts, protected cells, proof."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.protection import ProtectedTable
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY
from schoolgate.sdc.tables import CountTable

STATUS_WORDS = {PUB: "pub", PRIMARY: "primary", SECONDARY: "secondary", NOTPUB: "notpub"}
_MOST_FAULTS = 200


@dataclass(frozen=True)
class Spec:
    """What a table is: its name, dimensions and threshold."""

    name: str
    threshold: int
    dimensions: tuple[Dimension, ...]


def read_spec(path: Path) -> Spec:
    """Read SPEC.json. Raises BadInput with file, line and key of every fault."""
    try:
        document = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise BadInput.at(
            path.name, f"The file is not JSON: {error.msg}.", "Mend it.", rule="spec.json", line=error.lineno
        ) from error
    if not isinstance(document, dict) or not isinstance(document.get("dims"), list) or not document["dims"]:
        raise BadInput.at(
            path.name, "There is no list `dims`.", "List the dimensions.", rule="spec.dims", column="dims"
        )
    faults: list[Fault] = []
    threshold = document.get("threshold", 10)
    if not isinstance(threshold, int) or isinstance(threshold, bool) or threshold < 2:
        message = f"{threshold!r} is no threshold."
        faults.append(Fault(path.name, None, "threshold", "spec.threshold", message, "Give a whole number from 2 on."))
    root = str(document.get("root", "Total"))
    dimensions = [
        _dimension(path.name, f"dims[{place}]", each, root, faults) for place, each in enumerate(document["dims"])
    ]
    if faults:
        raise BadInput(faults)
    kept = tuple(dimension for dimension in dimensions if dimension is not None)
    return Spec(str(document.get("name", path.stem)), threshold, kept)


def read_counts(path: Path, spec: Spec) -> CountTable:
    """Read COUNTS.csv or .csv.gz: the columns of all dimensions, and `n`. Raises BadInput with every fault."""
    columns = [column for dimension in spec.dimensions for column in dimension.columns]
    faults: list[Fault] = []
    rows, counts = [], []
    for line, cells in csv_rows(path, [*columns, "n"], faults):
        codes = [_leaf(path.name, line, dimension, cells, faults) for dimension in spec.dimensions]
        number = _count(path.name, line, cells["n"], faults)
        if number is not None and all(code >= 0 for code in codes):
            rows.append(codes)
            counts.append(number)
        if len(faults) >= _MOST_FAULTS:
            break
    if faults:
        raise BadInput(faults)
    return CountTable.from_counts(
        spec.dimensions, rows=np.array(rows, dtype=np.int64), counts=np.array(counts, dtype=np.int64)
    )


def write_cells(path: Path, protected: ProtectedTable, *, public: bool = False) -> None:
    """Write CELLS.csv: every cell with students or not shown; with `public`, the count is empty where hidden.

    The staff file holds true counts. A public file says `hidden` for primary and secondary alike, and leaves out
    cells that are not published.
    """
    _write(path, cells_bytes(protected.table, protected.status, public=public))


def cells_bytes(table: CountTable, status: NDArray[np.int8], *, public: bool = False) -> bytes:
    """Return CELLS.csv of a pattern. A cell without a row is a shown zero, so unpublished ones are named `notpub`."""
    states, counts = status.reshape(-1), table.cells.reshape(-1)
    kept = np.flatnonzero((counts > 0) | (states != PUB))
    kept = kept[states[kept] != NOTPUB] if public else kept
    codes = np.unravel_index(kept, table.shape)
    names = [
        np.array(dimension.codes, dtype=object)[code] for dimension, code in zip(table.dimensions, codes, strict=True)
    ]
    numbers = counts[kept].astype(object)
    words = np.array([STATUS_WORDS[state] for state in sorted(STATUS_WORDS)], dtype=object)[states[kept]]
    if public:
        numbers[states[kept] != PUB] = ""
        words[states[kept] != PUB] = "hidden"
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*(dimension.name for dimension in table.dimensions), "n", "status"])
    writer.writerows(zip(*names, numbers, words, strict=True))
    return text.getvalue().encode()


def spec_bytes(table: CountTable, *, name: str, threshold: int) -> bytes:
    """Return SPEC.json of a table."""
    dims = [
        {
            "name": dimension.name,
            "columns": list(dimension.columns),
            "codes": list(dimension.codes),
            "parent": dict(dimension.parent),
        }
        for dimension in table.dimensions
    ]
    document = {"name": name, "root": table.dimensions[0].root, "threshold": threshold, "dims": dims}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _dimension(source: str, key: str, raw: object, root: str, faults: list[Fault]) -> Dimension | None:
    if not isinstance(raw, Mapping):
        faults.append(
            Fault(source, None, key, "spec.dimension", "A dimension is an object.", "Write name, codes, parent.")
        )
        return None
    name, codes, parent = raw.get("name"), raw.get("codes"), raw.get("parent")
    if not (isinstance(name, str) and isinstance(codes, list) and isinstance(parent, Mapping)):
        message = "The dimension needs `name`, `codes` and `parent`."
        faults.append(Fault(source, None, key, "spec.dimension", message, "Write all three."))
        return None
    columns = tuple(str(column) for column in raw.get("columns", [name]))
    try:
        dimension = Dimension(
            name, columns, tuple(map(str, codes)), {str(child): str(above) for child, above in parent.items()}
        )
    except BadInput as error:
        faults += [Fault(source, None, key, fault.rule, fault.message, fault.mend) for fault in error.faults]
        return None
    if dimension.root != root:
        message = f"The first code is {dimension.root!r}, the root {root!r}."
        faults.append(Fault(source, None, key, "spec.root", message, "List the root first."))
    return dimension


def _leaf(source: str, line: int, dimension: Dimension, cells: Mapping[str, str], faults: list[Fault]) -> int:
    """Return the position of a row's finest code, -1 with a fault where row and tree disagree."""
    finest = dimension.columns[-1]
    code = dimension.index.get(cells[finest], -1)
    if code < 0 or code not in dimension.leaves:
        message = f"{cells[finest]!r} is not a finest code of {dimension.name}."
        faults.append(
            Fault(source, line, finest, "counts.unknown-code", message, "Add it to the specification, or mend it.")
        )
        return -1
    above = {dimension.codes[position] for position in dimension.ancestors[code].tolist()}
    for column in dimension.columns[:-1]:
        if cells[column] and cells[column] not in above:
            message = f"{cells[finest]!r} does not lie in {cells[column]!r}."
            faults.append(Fault(source, line, column, "counts.wrong-parent", message, "Mend the row or the tree."))
            return -1
    return code


def _count(source: str, line: int, text: str, faults: list[Fault]) -> int | None:
    if text.isascii() and text.isdigit():
        return int(text)
    message = f"{text!r} is no count of students."
    faults.append(Fault(source, line, "n", "counts.number", message, "Write a whole number from 0 on."))
    return None


def csv_rows(path: Path, columns: list[str], faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield rows with the line they end on; faults are added to the list, the header's first."""
    reader = csv.reader(io.StringIO(_text(path)), strict=True)
    line = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in columns if name not in header]
        if missing or len(set(header)) != len(header):
            what = f"The columns {', '.join(missing)} are missing." if missing else "A column stands twice."
            faults.append(Fault(path.name, 1, None, "counts.columns", what, f"The columns are: {', '.join(columns)}."))
            return
        for cells in reader:
            line = reader.line_num
            if len(cells) != len(header):
                what = f"The row has {len(cells)} cells where the header has {len(header)}."
                faults.append(Fault(path.name, line, None, "counts.cell-count", what, "Mend the row."))
            else:
                yield line, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        faults.append(
            Fault(path.name, reader.line_num, None, "counts.csv", f"The row is not CSV: {error}.", "Mend the quotes.")
        )


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise BadInput.at(
            path.name, f"The file cannot be read: {error}.", "Check it.", rule="file.unreadable"
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput.at(
            path.name, "The file is not UTF-8 text.", "Save it as UTF-8.", rule="file.encoding"
        ) from error


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
