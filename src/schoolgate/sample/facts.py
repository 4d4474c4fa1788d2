"""The people, schools and days that the requests, the demo and tests speak of."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone

import numpy as np

from schoolgate.sample.arrays import Ints, ints
from schoolgate.sample.district import ADMINISTRATORS, District
from schoolgate.sample.people_files import staff_id
from schoolgate.sample.schools import DISTRICT_ID, DISTRICT_NAME, org_id
from schoolgate.sample.staff import Tenure

_EASTERN_WINTER = timezone(timedelta(hours=-5))
_SUBMITTED, _RELEASED = 1, 6


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff: `person_id` is users.sourcedId, `schools` where that person works or worked, in order."""

    person_id: str
    name: str
    email: str
    schools: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is worth knowing about a generated district; written as district.json.

    extracted_on: the day the extract was taken, early in `current_year`. submitted, release_on: when the requests
    were submitted, and the day on which to decide them. Schools are given by sourcedId.
    """

    district_id: str
    district_name: str
    seed: int
    students: int
    school_years: tuple[str, ...]
    current_year: str
    reported_year: str
    extracted_on: date
    submitted: datetime
    release_on: date
    tiny_school: str
    largest_school: str
    partner: str
    partner_programs: tuple[str, ...]
    partner_schools: tuple[str, ...]
    teacher: Person
    principal: Person
    moved_teacher: Person | None
    replaced_teacher: Person | None
    administrator: Person

    def document(self) -> dict[str, object]:
        """Return the facts as a JSON document."""
        return asdict(self)


def make_facts(district: District) -> Facts:
    """Choose the people and schools that show most."""
    plan, schools = district.plan, district.schools
    first = district.programs[0]
    calendar = district.calendars[-1]
    submitted = calendar.on(district.horizon + _SUBMITTED)
    return Facts(
        district_id=DISTRICT_ID,
        district_name=DISTRICT_NAME,
        seed=plan.seed,
        students=plan.students,
        school_years=tuple(str(year) for year in plan.school_years),
        current_year=str(plan.school_years[-1]),
        reported_year=str(plan.reported_year),
        extracted_on=calendar.on(district.horizon),
        submitted=datetime(submitted.year, submitted.month, submitted.day, 10, tzinfo=_EASTERN_WINTER),
        release_on=calendar.on(district.horizon + _RELEASED),
        tiny_school=org_id(schools.tiny),
        largest_school=org_id(int(np.argmax(schools.sizes()))),
        partner=first.partner,
        partner_programs=tuple(one.name for one in district.programs if one.partner == first.partner),
        partner_schools=tuple(org_id(school) for school in sorted(first.schools)),
        teacher=_person(district, _steady_teacher(district)),
        principal=_person(district, district.staffing.leaders[schools.giant]),
        moved_teacher=_maybe(district, _moved(district)),
        replaced_teacher=_maybe(district, _replaced(district)),
        administrator=_person(district, district.staff_count - ADMINISTRATORS),
    )


def _person(district: District, person: int) -> Person:
    held = [tenure for tenure in district.staffing.tenures if tenure.person == person]
    return Person(
        person_id=staff_id(person),
        name=district.staff_names.full(person),
        email=f"e{person + 1:06d}@alderbay.example",
        schools=tuple(dict.fromkeys(org_id(tenure.school) for tenure in held)),
    )


def _maybe(district: District, people: Iterator[int]) -> Person | None:
    found = next(people, None)
    return None if found is None else _person(district, found)


def _steady_teacher(district: District) -> int:
    """Choose who teaches most sections at the largest high school this year, and taught there last year too."""
    sections, holders = district.sections[-1], district.holders[-1]
    giant, last = district.schools.giant, max(0, district.plan.years - 2)
    before = {t.person for t in district.staffing.tenures if t.year == last and t.school == giant}
    here = (sections.school == district.schools.giant) & (holders.second[sections.post] < 0)
    teachers: Ints = holders.first[sections.post[here]]
    counts = np.bincount(teachers, minlength=district.staffing.count)
    counts[[person for person in range(len(counts)) if person not in before]] = 0
    if not counts.any():
        counts = np.bincount(teachers, minlength=district.staffing.count)
    return int(np.argmax(counts))


def _moved(district: District) -> Iterator[int]:
    """Find teachers who teach this year at another school than before."""
    now = {t.person: t.school for t in district.staffing.tenures if _is_current(district, t)}
    for tenure in district.staffing.tenures:
        if now.get(tenure.person, tenure.school) != tenure.school:
            yield tenure.person


def _replaced(district: District) -> Iterator[int]:
    """Find teachers who left in the middle of a year and were replaced, the latest first."""
    for holders, sections in zip(reversed(district.holders), reversed(district.sections), strict=True):
        taught = ints(np.unique(sections.post))
        yield from holders.first[taught[holders.second[taught] >= 0]].tolist()


def _is_current(district: District, tenure: Tenure) -> bool:
    return tenure.year == district.plan.years - 1
