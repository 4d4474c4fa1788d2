"""Tables that are out about the same students, beside which a new table of groups is protected (D11, T7).

To be protected beside an earlier table, the new one is counted by the earlier one's dimensions too; what was not asked
for of them is not published. A table that counts other students, or the same on another day, can't be linked so: it is
told apart, with the reason, for people to compare.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from schoolgate import sdc
from schoolgate.core import BadInput, SchoolYear
from schoolgate.release.built import OfficeFile
from schoolgate.release.folder import OFFICE, check_files, read_manifest
from schoolgate.release.measures import MEANS, RATES, Source
from schoolgate.release.tables import YearTable
from schoolgate.sdc import cell_files
from schoolgate.sdc import files as table_files
from schoolgate.sdc.known import known_sums

LIST = "beside.json"
_SPEC = "spec-"
MOST_CELLS = 400_000
"""How large a table may grow by the dimensions of those beside it."""


@dataclass(frozen=True, slots=True)
class EarlierTable:
    """One school year's table of a release that is out: what people call the release, and its files as staff keep them.

    spec, cells: the bytes of `spec-YEAR.json` and `cells-YEAR.csv`.
    """

    release: str
    school_year: SchoolYear
    spec: bytes
    cells: bytes

    def known(self) -> sdc.KnownTable:
        """Read the table. Raises BadInput where the files are damaged."""
        with TemporaryDirectory() as place:
            spec, cells = Path(place) / "spec.json", Path(place) / "cells.csv"
            spec.write_bytes(self.spec)
            cells.write_bytes(self.cells)
            return replace(cell_files.read_known(cells, table_files.read_spec(spec)), name=self.release)


@dataclass(frozen=True, slots=True)
class Unpublished:
    """What a table is counted by beside what was asked for: groups and measures that are not published."""

    groups: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """A table that could not be linked, and why."""

    table: EarlierTable
    why: str


@dataclass(frozen=True, eq=False)
class Linked:
    """A year's table with those beside which it is to be protected, and those that it could not be linked to."""

    year: YearTable
    beside: tuple[EarlierTable, ...] = ()
    apart: tuple[Apart, ...] = ()

    def known(self) -> tuple[sdc.KnownTable, ...]:
        """Return the tables beside it as the solver and the verifier read them."""
        return tuple(each.known() for each in self.beside)


def link(make: Callable[[Unpublished], YearTable], earlier: Sequence[EarlierTable]) -> Linked:
    """Return the year's table, counted so that it can be protected beside as many earlier tables as possible.

    make: returns the table with more dimensions, which are not published.
    """
    plain = make(Unpublished())
    year, kept, apart, more = plain, list[EarlierTable](), list[Apart](), Unpublished()
    for each in earlier:
        known = each.known()
        wanted = _with_dimensions_of(known, plain, more)
        try:
            tried = year if wanted == more else make(wanted)
            _require_linkable(known, tried)
        except BadInput as error:
            apart.append(Apart(each, " ".join(fault.message for fault in error.faults)))
            continue
        year, more = tried, wanted
        kept.append(each)
    return Linked(year, tuple(kept), tuple(apart))


def tables_of(release: Path) -> tuple[EarlierTable, ...]:
    """Return the tables of a release folder with its office half; none where it holds rows of students.

    Raises BadInput where the folder is no release, or was changed since.
    """
    faults = check_files(release)
    if faults:
        raise BadInput(faults)
    name, office = read_manifest(release).release_id, release / OFFICE
    return tuple(
        EarlierTable(
            name,
            SchoolYear.parse(spec.stem.removeprefix(_SPEC)),
            spec.read_bytes(),
            (office / f"cells-{spec.stem.removeprefix(_SPEC)}.csv").read_bytes(),
        )
        for spec in sorted(office.glob(f"{_SPEC}*.json"))
    )


def office_files(linked: Sequence[Linked]) -> tuple[OfficeFile, ...]:
    """Return what staff keep of the tables beside a release, so that it can be checked again without the others."""
    told, files = list[dict[str, object]](), list[OfficeFile]()
    for each in linked:
        for table in each.beside:
            number = len(told) + 1
            told.append(_told(table, number, ""))
            files += [
                OfficeFile(f"beside-{number}-spec.json", table.spec),
                OfficeFile(f"beside-{number}-cells.csv", table.cells),
            ]
        told += [_told(one.table, 0, one.why) for one in each.apart]
    if not told:
        return ()
    return (OfficeFile(LIST, (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()), *files)


def stored(office: Path) -> tuple[EarlierTable, ...]:
    """Read back the tables beside which a release was protected. Raises BadInput where a file is missing or damaged."""
    if not (office / LIST).exists():
        return ()
    try:
        told = json.loads((office / LIST).read_text(encoding="utf-8"))
        return tuple(
            EarlierTable(
                str(each["release"]),
                SchoolYear.parse(each["school_year"]),
                (office / f"beside-{each['number']}-spec.json").read_bytes(),
                (office / f"beside-{each['number']}-cells.csv").read_bytes(),
            )
            for each in told
            if each["number"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        mend = "Restore the release from the backup."
        raise BadInput.at(LIST, "The list of tables beside it can't be read.", mend, rule="verify.beside") from error


def _told(table: EarlierTable, number: int, why: str) -> dict[str, object]:
    year = str(table.school_year)
    return {"release": table.release, "school_year": year, "linked": bool(number), "number": number, "why": why}


def _with_dimensions_of(known: sdc.KnownTable, plain: YearTable, more: Unpublished) -> Unpublished:
    own = {dimension.name for dimension in plain.table.dimensions}
    names = [dimension.name for dimension in known.dimensions if dimension.name not in own]
    sources = [name for name in names if name in {source.value for source in Source}]
    groups = dict.fromkeys([*more.groups, *(name for name in names if name not in sources)])
    codes = {dimension.name: set(dimension.codes) for dimension in known.dimensions}
    measures = dict.fromkeys([*more.measures, *(_measure(Source(name), codes[name]) for name in sources)])
    return Unpublished(tuple(groups), tuple(measures))


def _measure(source: Source, codes: set[str]) -> str:
    """Return a measure whose outcome has these codes: a rate of the source, or where none was asked for, a mean."""
    rates = [rate.id for rate in RATES.values() if rate.source is source and rate.has in codes]
    return (rates or [mean.id for mean in MEANS.values() if mean.source is source])[0]


def _require_linkable(known: sdc.KnownTable, year: YearTable) -> None:
    """Raise BadInput where the earlier table is not of the same students, or both together are too large."""
    table = year.table
    size = int(np.prod([len(dimension.codes) for dimension in table.dimensions]))
    if size > MOST_CELLS:
        message = f"Both together would have {size:,} cells."
        raise BadInput.at(known.name, message, "Group by less.", rule="beside.too-large")
    finest = np.zeros(table.shape, dtype=bool)
    finest[np.ix_(*(dimension.leaves for dimension in table.dimensions))] = True
    known_sums(known, table, np.flatnonzero(finest.reshape(-1)))
