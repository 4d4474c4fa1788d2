"""Tables of real counts, read from ../shared: a district's extract, and what a state prints of its enrolment."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.made_tables import Made
from benchmarks.protected import SHARED
from schoolgate.sdc import CountTable, flat_dimension

LAKESIDE = SHARED / "data" / "lakeside_oneroster12_2024_2025.zip"
ENROLMENT = SHARED / "data" / "published" / "ct_enrollment_2017-18"
_COLUMNS = {
    "school": "primaryOrgSourcedId",
    "grade": "grades",
    "english_learner": "metadata.englishLearner",
    "iep": "metadata.iep",
    "low_income": "metadata.freeReducedLunch",
    "gifted": "metadata.giftedTalented",
}
_LAKESIDE = (
    ("school", "grade"),
    ("school", "grade", "english_learner"),
    ("school", "grade", "english_learner", "iep", "low_income"),
    ("school", "grade", "english_learner", "iep", "low_income", "gifted"),
)


def real_tables() -> dict[str, Callable[[], Made]]:
    """Return the readers by name; none where ../shared is not there."""
    found: dict[str, Callable[[], Made]] = {}
    if LAKESIDE.is_file():
        found |= {f"Lakeside {' × '.join(names)}": partial(_lakeside, names) for names in _LAKESIDE}
    for name in ("race", "sped"):
        if (ENROLMENT / f"{name}.csv").is_file():
            found[f"Connecticut district × {name}"] = partial(_enrolment, ENROLMENT / f"{name}.csv")
    return found


def _lakeside(names: Sequence[str]) -> Made:
    with zipfile.ZipFile(LAKESIDE) as archive:
        rows = csv.DictReader(io.StringIO(archive.read("users.csv").decode("utf-8-sig")))
        students = [tuple(row[_COLUMNS[name]] for name in names) for row in rows if row["sourcedId"].startswith("STU-")]
    return Made(_counted(names, Counter(students).items()))


def _enrolment(path: Path) -> Made:
    """Return the districts that print every number; a row with a mark can't be used, nor the state's own total."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    head = next(place for place, row in enumerate(rows) if row[:1] == ["District"])
    codes = rows[head][2:-1]
    counts = []
    for row in rows[head + 1 :]:
        numbers = row[2:]
        whole = len(numbers) == len(codes) + 1 and all(number.isdigit() for number in numbers)
        if not whole or row[0] == "Total":
            continue
        if sum(map(int, numbers[:-1])) != int(numbers[-1]):
            raise ValueError(f"{path.name}: {row[0]} does not add up.")
        district = row[0].replace(",", " ")
        counts += [((district, code), int(number)) for code, number in zip(codes, numbers[:-1], strict=True)]
    return Made(_counted(("district", "group"), counts))


def _counted(names: Sequence[str], counts: Iterable[tuple[tuple[str, ...], int]]) -> CountTable:
    """Return a table over the codes that occur."""
    found = list(counts)
    codes = [sorted({combination[axis] for combination, _ in found}) for axis in range(len(names))]
    dimensions = [flat_dimension(name, each) for name, each in zip(names, codes, strict=True)]
    rows = [
        [dimension.index[code] for dimension, code in zip(dimensions, combination, strict=True)]
        for combination, _ in found
    ]
    return CountTable.from_counts(dimensions, rows=np.array(rows), counts=np.array([number for _, number in found]))
