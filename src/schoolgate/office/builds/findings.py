"""What is found beside a file before people review it: what is hidden, unique, out already, or not what was asked.

Nothing here decides. A finding of weight `stop` can be approved only as an exception, with a higher approval.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from schoolgate import sdc
from schoolgate.core import Query
from schoolgate.office.builds import tables
from schoolgate.office.builds.tables import Group, OutTable
from schoolgate.policy.determination import Determination, Lane
from schoolgate.release.beside import LIST
from schoolgate.release.folder import OFFICE
from schoolgate.release.small_groups import SmallGroups

MOST_ROWS = 200
_NAMES = frozenset({"name", "student_id", "state_id", "record_code"})


class Weight(StrEnum):
    """How much a finding asks of reviewers: to know it, to look, or not to approve without a higher approval."""

    NOTE = "note"
    LOOK = "look"
    STOP = "stop"


class Code(StrEnum):
    """What was found."""

    HIDDEN = "hidden"
    SMALL_SHOWN = "small_shown"
    SMALL_BY_EXCEPTION = "small_by_exception"
    WITHHELD = "withheld"
    COLUMNS_MISSING = "columns_missing"
    COLUMNS_BEYOND = "columns_beyond"
    UNIQUE_ROWS = "unique_rows"
    COMPARED = "compared"
    SUBTRACTABLE = "subtractable"
    SAME_STUDENTS = "same_students"
    BESIDE = "beside"
    NOT_BESIDE = "not_beside"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. values: what its sentence names. rows: particulars for staff, under `header`."""

    code: Code
    weight: Weight
    values: dict[str, str | int] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return it as it is kept."""
        return {
            "code": self.code.value,
            "weight": self.weight.value,
            "values": self.values,
            "header": list(self.header),
            "rows": [list(row) for row in self.rows],
        }


@dataclass(frozen=True, eq=False)
class Earlier:
    """A release that is out: its build's id, its request's reference; its tables or its students."""

    build_id: str
    reference: str
    tables: tuple[OutTable, ...]
    students: frozenset[str]


def findings_of(
    release: Path,
    asked: Query,
    determination: Determination,
    earlier: Iterable[Earlier],
    decided: SmallGroups | None = None,
) -> tuple[Finding, ...]:
    """Return everything found in a release folder, beside what is out already.

    decided: the decision of people by which small groups are shown; without one none may be (R46).
    """
    own = tables.tables_in(release)
    header, rows = _data(release)
    found = [*_hidden(own, decided), *_withheld(release), *_columns(header, asked, determination.lane)]
    if determination.lane is not Lane.AGGREGATE:
        found += _unique_rows(header, rows, determination)
    found += _beside(release)
    students = frozenset(tables.students_in(release))
    for each in earlier:
        found += _compared(own, each) if each.tables else _same_students(students, each)
    return tuple(sorted(found, key=lambda finding: list(Weight).index(finding.weight), reverse=True))


def _hidden(own: Sequence[OutTable], decided: SmallGroups | None) -> Iterator[Finding]:
    """Tell which groups are hidden and why, and any small one that is shown: there are none unless people decided."""
    for table in own:
        cells = table.cells()
        states = Counter(status for _group, _count, status in cells)
        rows = [
            (_words(group), str(count), "small" if status == sdc.PRIMARY else "protects_a_small_group")
            for group, count, status in cells
            if status != sdc.PUB
        ]
        values: dict[str, str | int] = {
            "year": table.school_year,
            "shown": states[sdc.PUB],
            "small": states[sdc.PRIMARY],
            "others": states[sdc.SECONDARY],
        }
        yield Finding(Code.HIDDEN, Weight.NOTE, values, ("group", "students", "why"), tuple(rows[:MOST_ROWS]))
        small = [
            (_words(group), str(count))
            for group, count, status in cells
            if status == sdc.PUB and 0 < count < table.threshold
        ]
        if small:
            told: dict[str, str | int] = {"year": table.school_year, "count": len(small)}
            code, weight = Code.SMALL_SHOWN, Weight.STOP
            if decided is not None:
                code, weight = Code.SMALL_BY_EXCEPTION, Weight.LOOK
                told |= {"law": decided.law, "names": ", ".join(decided.approved_by)}
            yield Finding(code, weight, told, ("group", "students"), tuple(small[:MOST_ROWS]))


def _beside(release: Path) -> Iterator[Finding]:
    """Tell which earlier tables the new one was protected together with, and which it could not be."""
    path = release / OFFICE / LIST
    for told in json.loads(path.read_text(encoding="utf-8")) if path.exists() else ():
        values: dict[str, str | int] = {"release": told["release"], "year": told["school_year"], "why": told["why"]}
        if told["linked"]:
            yield Finding(Code.BESIDE, Weight.NOTE, values)
        else:
            yield Finding(Code.NOT_BESIDE, Weight.LOOK, values)


def _withheld(release: Path) -> Iterator[Finding]:
    path = release / OFFICE / "withheld.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reasons = Counter(row["reason"] for row in csv.DictReader(stream))
    if reasons:
        rows = tuple((reason, str(count)) for reason, count in sorted(reasons.items()))
        yield Finding(Code.WITHHELD, Weight.LOOK, {"count": reasons.total()}, ("reason", "students"), rows)


def _columns(header: Sequence[str], asked: Query, lane: Lane) -> Iterator[Finding]:
    """Compare the columns with the request. A column of an element begins with the element's name."""
    wanted = {*asked.group_by, *asked.measures, "school_year"} if lane is Lane.AGGREGATE else {*asked.elements}
    known = {*wanted, "school_year", "record_code"}
    beyond = [name for name in header if not any(name == each or name.startswith(f"{each}_") for each in known)]
    missing = [each for each in sorted(wanted) if not any(n == each or n.startswith(f"{each}_") for n in header)]
    if beyond:
        yield Finding(Code.COLUMNS_BEYOND, Weight.LOOK, {"names": ", ".join(beyond)})
    if missing:
        yield Finding(Code.COLUMNS_MISSING, Weight.LOOK, {"names": ", ".join(missing)})


def _unique_rows(
    header: Sequence[str], rows: Sequence[Sequence[str]], determination: Determination
) -> Iterator[Finding]:
    """Count the rows that are alone with their values, names and numbers left out."""
    kept = [place for place, name in enumerate(header) if name not in _NAMES and not name.startswith("name")]
    groups = Counter(tuple(row[place] for place in kept) for row in rows)
    alone = sum(1 for count in groups.values() if count == 1)
    is_anonymous = determination.lane is Lane.DEIDENTIFIED
    weight = Weight.LOOK if is_anonymous and alone else Weight.NOTE
    values: dict[str, str | int] = {"alone": alone, "rows": len(rows), "columns": ", ".join(header[i] for i in kept)}
    yield Finding(Code.UNIQUE_ROWS, weight, values)


def _compared(own: Sequence[OutTable], earlier: Earlier) -> Iterator[Finding]:
    """Find groups that two tables show with a small difference: those few can be told by subtraction (T7)."""
    for table in own:
        for other in earlier.tables:
            if other.school_year != table.school_year:
                continue
            mine, theirs = table.shown(), other.shown()
            shared = mine.keys() & theirs.keys()
            differ = [
                (_words(group), str(theirs[group]), str(mine[group]), str(abs(mine[group] - theirs[group])))
                for group in sorted(shared, key=_words)
                if 0 < abs(mine[group] - theirs[group]) < table.threshold
            ]
            values: dict[str, str | int] = {
                "release": earlier.reference,
                "year": table.school_year,
                "groups": len(shared),
                "count": len(differ),
            }
            if differ:
                header = ("group", "earlier", "now", "difference")
                yield Finding(Code.SUBTRACTABLE, Weight.STOP, values, header, tuple(differ[:MOST_ROWS]))
            elif shared:
                yield Finding(Code.COMPARED, Weight.NOTE, values)


def _same_students(students: frozenset[str], earlier: Earlier) -> Iterator[Finding]:
    both = len(students & earlier.students)
    if both:
        yield Finding(Code.SAME_STUDENTS, Weight.LOOK, {"release": earlier.reference, "count": both})


def _words(group: Group) -> str:
    return ", ".join(f"{name} {code}" for name, code in sorted(group)) or "all"


def _data(release: Path) -> tuple[list[str], list[list[str]]]:
    with (release / "data.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.reader(stream))
    return lines[0], lines[1:]
