"""The files of disclosure control: specification, counts, protected cells, proof."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput, Fault
from schoolgate.sdc.dimensions import Dimension
from schoolgate.sdc.margins import Margins
from schoolgate.sdc.protection import ProtectedTable
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY
from schoolgate.sdc.tables import CountTable
from schoolgate.sdc.text_columns import TextColumns, as_text, by_line, faults_at, read_bytes, read_columns

STATUS_WORDS = {PUB: "pub", PRIMARY: "primary", SECONDARY: "secondary", NOTPUB: "notpub"}
_ROWS_AT_ONCE = 200_000


@dataclass(frozen=True)
class Spec:
    """What a table is: its name, dimensions, threshold, and which margins are published."""

    name: str
    threshold: int
    dimensions: tuple[Dimension, ...]
    margins: Margins = field(default_factory=Margins)


def read_spec(path: Path) -> Spec:
    """Read SPEC.json. Raises BadInput with file, line and key of every fault.

    `crossings`, where it is there, lists the margins that are published, each by the dimensions it crosses:
    `[[], ["school"], ["school", "race"]]`; `[]` is the grand total. Without it all are.
    """
    try:
        document = json.loads(as_text(path.name, read_bytes(path)))
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
        dimension_of(path.name, f"dims[{place}]", each, root, faults) for place, each in enumerate(document["dims"])
    ]
    margins = _margins(path.name, document.get("crossings"), faults)
    if faults:
        raise BadInput(faults)
    kept = tuple(dimension for dimension in dimensions if dimension is not None)
    margins.published(kept)
    return Spec(str(document.get("name", path.stem)), threshold, kept, margins)


def read_counts(path: Path, spec: Spec) -> CountTable:
    """Read COUNTS.csv or .csv.gz: the columns of all dimensions, and `n`. Raises BadInput with every fault."""
    wanted = [column for dimension in spec.dimensions for column in dimension.columns]
    faults: list[Fault] = []
    found = read_columns(path, [*wanted, "n"], faults=faults)
    if not all(name in found for name in [*wanted, "n"]):
        raise BadInput(faults)
    rows = np.stack([_leaves(found, dimension, faults) for dimension in spec.dimensions], axis=1)
    counts = found["n"].whole_numbers()
    mend = "Write a whole number from 0 on."
    faults += faults_at(found, counts < 0, "n", "counts.number", "is no count of students.", mend)
    if faults:
        raise BadInput(by_line(faults))
    return CountTable.from_counts(spec.dimensions, rows=rows, counts=counts, margins=spec.margins)


def write_cells(path: Path, protected: ProtectedTable, *, public: bool = False) -> None:
    """Write CELLS.csv: every cell with students or not shown; with `public`, the count is empty where hidden.

    The staff file holds true counts. A public file says `hidden` for primary and secondary alike, and leaves out
    cells that are not published.
    """
    _write(path, _cell_lines(protected.table, protected.status, public=public))


def cells_bytes(table: CountTable, status: NDArray[np.int8], *, public: bool = False) -> bytes:
    """Return CELLS.csv of a pattern. A cell without a row is a shown zero, so unpublished ones are named `notpub`."""
    return b"".join(_cell_lines(table, status, public=public))


def _cell_lines(table: CountTable, status: NDArray[np.int8], *, public: bool) -> Iterator[bytes]:
    """Yield the lines of CELLS.csv, some hundred thousand at a time.

    A cell's name is put together from two halves, each written once: its codes in the outer and in the inner
    dimensions.
    """
    states, counts = status.reshape(-1), table.cells.reshape(-1)
    yield _csv_text([[*(dimension.name for dimension in table.dimensions), "n", "status"]]).encode()
    codes = [[_csv_text([[code]])[:-1] for code in dimension.codes] for dimension in table.dimensions]
    middle = len(codes) // 2
    outer, inner = _names(codes[:middle]), _names(codes[middle:])
    ends = np.array([_ending(state, public=public) for state in sorted(STATUS_WORDS)], dtype=object)
    kept = (counts > 0) | (states != PUB)
    if public:
        kept &= states != NOTPUB
    cells = np.flatnonzero(kept)
    for start in range(0, len(cells), _ROWS_AT_ONCE):
        chosen = cells[start : start + _ROWS_AT_ONCE]
        state = states[chosen]
        numbers = np.array(list(map(str, counts[chosen].tolist())), dtype=object)
        if public:
            numbers[state != PUB] = ""
        lines = outer[chosen // len(inner)] + inner[chosen % len(inner)] + numbers + ends[state]
        yield "".join(lines.tolist()).encode()


def _names(codes: Sequence[Sequence[str]]) -> NDArray[np.object_]:
    """Return the joined codes of every combination, the last dimension fastest, each followed by a comma."""
    return np.array(["".join(f"{code}," for code in combination) for combination in product(*codes)], dtype=object)


def _ending(state: int, *, public: bool) -> str:
    """Return what follows the count: a public file does not say why a cell is hidden."""
    return f",{'hidden' if public and state != PUB else STATUS_WORDS[state]}\n"


def _csv_text(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


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
    document: dict[str, object] = {"name": name, "root": table.dimensions[0].root, "threshold": threshold, "dims": dims}
    crossings = _crossings(table)
    if len(crossings) < 2 ** len(dims):
        document["crossings"] = crossings
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _crossings(table: CountTable) -> list[list[str]]:
    """Return the margins that are published, each by the dimensions it crosses, the coarsest first."""
    names = [dimension.name for dimension in table.dimensions]
    every = [list(crossed) for size in range(len(names) + 1) for crossed in combinations(names, size)]
    return [crossed for crossed in every if table.margins.publishes(frozenset(crossed))]


def _margins(source: str, raw: object, faults: list[Fault]) -> Margins:
    if raw is None:
        return Margins.all()
    if isinstance(raw, list) and raw and all(isinstance(each, list) for each in raw):
        return Margins.crossings([[str(name) for name in each] for each in raw])
    mend = 'List the margins by the dimensions they cross: [[], ["school"], ["school", "race"]].'
    faults.append(Fault(source, None, "crossings", "spec.crossings", "It is no list of lists.", mend))
    return Margins.all()


def dimension_of(source: str, key: str, raw: object, root: str, faults: list[Fault]) -> Dimension | None:
    """Read one dimension of a specification; None with a fault for each thing wrong."""
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


def _leaves(found: TextColumns, dimension: Dimension, faults: list[Fault]) -> NDArray[np.int64]:
    """Return the position of each row's finest code, -1 with a fault where row and tree disagree."""
    finest, size = dimension.columns[-1], len(dimension.codes)
    leaves = {dimension.codes[leaf]: leaf for leaf in dimension.leaves.tolist()}
    rows = found[finest].looked_up(leaves)
    message = f"is not a finest code of {dimension.name}."
    mend = "Add it to the specification, or mend it."
    faults += faults_at(found, rows < 0, finest, "counts.unknown-code", message, mend)
    chains = [frozenset(dimension.codes[code] for code in chain.tolist()) for chain in dimension.ancestors]
    for column in dimension.columns[:-1]:
        above = found[column]
        lies = [not value or value in chain for chain in chains for value in above.values]
        inside = np.array(lies, dtype=bool).reshape(size, -1)
        wrong = (rows >= 0) & ~inside[rows, above.rows]
        message = f"is not where the code of {dimension.name} lies."
        faults += faults_at(found, wrong, column, "counts.wrong-parent", message, "Mend the row or the tree.")
    return rows


def _write(path: Path, lines: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        if path.suffix != ".gz":
            file.writelines(lines)
            return
        with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            packed.writelines(lines)
