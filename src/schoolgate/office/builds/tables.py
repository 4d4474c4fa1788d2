"""The staff's tables of a release: the specification and the true cells of each school year, read back."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from schoolgate import sdc
from schoolgate.core import SchoolYear
from schoolgate.release.beside import EarlierTable
from schoolgate.release.folder import OFFICE
from schoolgate.sdc import cell_files
from schoolgate.sdc import files as table_files

_CELLS = "cells-"
Group = frozenset[tuple[str, str]]


@dataclass(frozen=True, eq=False)
class OutTable:
    """One school year's table of a release, such as `2024-25`, with the state and count of every cell.

    earlier: the same as the gate takes it, to protect another table beside it.
    """

    school_year: str
    threshold: int
    table: sdc.KnownTable
    earlier: EarlierTable

    def shown(self) -> dict[Group, int]:
        """Return the groups whose number is shown, by what they are of; the root of a dimension is left out."""
        return {group: count for group, count, status in self.cells() if status == sdc.PUB}

    def cells(self) -> list[tuple[Group, int, int]]:
        """Return every cell that the table has room for: its group, its true count and its state."""
        table = self.table
        places = np.flatnonzero(table.status.reshape(-1) != sdc.NOTPUB)
        codes = np.unravel_index(places, table.shape)
        counts, status = table.counts.reshape(-1)[places].tolist(), table.status.reshape(-1)[places].tolist()
        groups = [
            frozenset(
                (dimension.name, dimension.codes[code])
                for dimension, code in zip(table.dimensions, at, strict=True)
                if code != 0
            )
            for at in zip(*(axis.tolist() for axis in codes), strict=True)
        ]
        return list(zip(groups, counts, status, strict=True))


def tables_in(release: Path, name: str = "") -> tuple[OutTable, ...]:
    """Return the tables of a release folder, by year; none where it holds rows. name: what people call the release."""
    found = []
    for path in sorted((release / OFFICE).glob(f"{_CELLS}*.csv")):
        year = path.stem.removeprefix(_CELLS)
        place = release / OFFICE / f"spec-{year}.json"
        spec = table_files.read_spec(place)
        earlier = EarlierTable(name, SchoolYear.parse(year), place.read_bytes(), path.read_bytes())
        found.append(OutTable(year, spec.threshold, cell_files.read_known(path, spec), earlier))
    return tuple(found)


def students_in(release: Path, name: str = "rows.csv") -> tuple[str, ...]:
    """Return the students behind the rows of a release folder, each once; none where it holds groups.

    name: another list of the folder whose second column is of students.
    """
    path = release / OFFICE / name
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(dict.fromkeys(student for _row, student in list(csv.reader(stream))[1:]))
