"""The schools: their kinds, names, regions, sizes, and who lives around them."""

from dataclasses import dataclass

import numpy as np

from schoolgate.sample.arrays import Ints, Reals, ints, shared_out
from schoolgate.sample.plan import DistrictPlan

GRADES = ("PK", "KG", *(f"{number:02d}" for number in range(1, 13)))
NINTH, TWELFTH = GRADES.index("09"), GRADES.index("12")
DISTRICT_ID, DISTRICT_NAME = "ORG-D001", "Alder Bay Public Schools"
KINDS = ("Elementary School", "K-8 School", "Middle School", "High School")
ELEMENTARY, K8, MIDDLE, HIGH = range(4)
_SPAN = {ELEMENTARY: (0, 6), K8: (1, 9), MIDDLE: (7, 9), HIGH: (10, 13)}
_GRADE_SHARE = np.array([0.035, *[0.0745] * 6, *[0.072] * 3, 0.084, 0.078, 0.073, 0.067])
_REGIONS = ("North", "East", "South", "West", "Central", "Lakeshore", "Uplands", "Riverside", "Meadow")
_FIRST = (
    *("Heron", "Alder", "Quarry", "Lantern", "Saltmarsh", "Foxglove", "Thistle", "Copper", "Kestrel", "Juniper"),
    *("Birch", "Cinder", "Bramble", "Otter", "Plover", "Sorrel", "Tamarack", "Marigold", "Granite", "Sparrow"),
    *("Clover", "Osprey", "Hazel", "Compass", "Driftwood", "Larkspur", "Pebble", "Starling", "Wicket", "Yarrow"),
)
_SECOND = (
    *("Bend", "Landing", "Ridge", "Crossing", "Hollow", "Terrace", "Bridge", "Square", "Knoll", "Brook"),
    *("Wharf", "Green", "Lane", "Heights", "Gate", "Field", "Court", "Steps", "Bank", "Row"),
)
_TINY_GRADE = 5
# Shares of American Indian, Asian, Black, Hispanic, Pacific Islander, White, two or more, unknown.
_RACE_MIX = np.array([0.004, 0.09, 0.29, 0.43, 0.003, 0.145, 0.033, 0.005])


@dataclass(frozen=True, slots=True)
class Schools:
    """The schools, one entry each in every array; a school is known by its place in them.

    seats: students by school and grade, adding up to the plan. races: shares by school and race.
    low_income, english_learner, iep, absence: what the school's students are like.
    """

    names: tuple[str, ...]
    kinds: Ints
    regions: Ints
    region_names: tuple[str, ...]
    seats: Ints
    races: Reals
    low_income: Reals
    english_learner: Reals
    iep: Reals
    absence: Reals

    def __len__(self) -> int:
        return len(self.names)

    def offers(self, grade: int) -> Ints:
        """Return the schools that teach a grade."""
        return ints([school for school, kind in enumerate(self.kinds) if _teaches(int(kind), grade)])

    def sizes(self) -> Ints:
        """Return the planned number of students of each school."""
        return ints(self.seats.sum(axis=1))

    @property
    def tiny(self) -> int:
        """Return the school made tiny on purpose."""
        return int(np.flatnonzero(self.kinds == ELEMENTARY)[-1])

    @property
    def giant(self) -> int:
        """Return the high school made very large on purpose."""
        return int(np.flatnonzero(self.kinds == HIGH)[0])


def org_id(school: int) -> str:
    """Return the sourcedId of a school."""
    return f"ORG-S{school + 1:04d}"


def region_id(region: int) -> str:
    """Return the sourcedId of a region."""
    return f"ORG-R{region + 1:02d}"


def make_schools(plan: DistrictPlan) -> Schools:
    """Lay out the schools of a plan."""
    chance = plan.chance("schools")
    kinds = _kinds(plan.school_count)
    count = len(kinds)
    region_count = min(len(_REGIONS), max(2, count // 8))
    races = np.array([chance.dirichlet(_RACE_MIX * 7 + 0.02) for _ in range(count)])
    need = np.clip(chance.normal(0, 1, count), -2, 2)
    giant = int(np.flatnonzero(kinds == HIGH)[0])
    need[giant] = -1.2
    return Schools(
        names=_names(chance, kinds),
        kinds=kinds,
        regions=ints(chance.permutation(np.arange(count) % region_count)),
        region_names=tuple(f"{name} Region" for name in _REGIONS[:region_count]),
        seats=_seats(plan.students, kinds, _weights(chance, kinds)),
        races=races,
        low_income=np.clip(0.62 + 0.17 * need - 0.3 * races[:, 5], 0.08, 0.95),
        english_learner=np.clip(0.04 + 0.5 * races[:, 3] + 0.3 * races[:, 1] + 0.05 * need, 0.02, 0.75),
        iep=np.clip(0.2 + 0.04 * need + chance.normal(0, 0.03, count), 0.06, 0.42),
        absence=np.round(0.28 * need + chance.normal(0, 0.12, count), 4),
    )


def _teaches(kind: int, grade: int) -> bool:
    first, last = _SPAN[kind]
    return first <= grade <= last


def _kinds(count: int) -> Ints:
    high, middle, k8 = max(1, round(0.2 * count)), max(1, round(0.12 * count)), max(1, round(0.25 * count))
    kinds = [ELEMENTARY] * (count - high - middle - k8) + [K8] * k8 + [MIDDLE] * middle + [HIGH] * high
    return ints(kinds)


def _weights(chance: np.random.Generator, kinds: Ints) -> Reals:
    weights = np.clip(chance.lognormal(0, 0.5, len(kinds)), 0.3, 2.6)
    high = np.flatnonzero(kinds == HIGH)
    weights[high[0]] = max(3.0, 0.45 * len(high))
    return weights


def _seats(students: int, kinds: Ints, weights: Reals) -> Ints:
    """Split the students over grades, then each grade over its schools; the last elementary school stays tiny."""
    per_grade = shared_out(students, _GRADE_SHARE)
    seats = np.zeros((len(kinds), len(GRADES)), np.int32)
    tiny = int(np.flatnonzero(kinds == ELEMENTARY)[-1])
    for grade, total in enumerate(per_grade):
        schools = np.array([s for s, kind in enumerate(kinds) if _teaches(int(kind), grade)])
        here = weights[schools].copy()
        if tiny in schools and len(schools) > 1:
            here[schools == tiny] = 0
            seats[tiny, grade] = min(_TINY_GRADE, int(total) // (2 * len(schools)) + 1)
        seats[schools, grade] += shared_out(int(total) - int(seats[tiny, grade]), here)
    return seats


def _names(chance: np.random.Generator, kinds: Ints) -> tuple[str, ...]:
    pairs = chance.permutation(len(_FIRST) * len(_SECOND))
    names = []
    for school, kind in enumerate(kinds):
        lap, place = divmod(school, len(pairs))
        first, second = divmod(int(pairs[place]), len(_SECOND))
        number = f" {lap + 1}" if lap else ""
        names.append(f"{_FIRST[first]} {_SECOND[second]}{number} {KINDS[kind]}")
    return tuple(names)
