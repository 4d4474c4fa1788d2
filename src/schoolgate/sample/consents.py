"""The partner's roster: whom it lists, and the consents it sends along, with every defect there can be."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from schoolgate.sample.arrays import Ints, ints
from schoolgate.sample.district import District
from schoolgate.sample.facts import Facts
from schoolgate.sample.schools import NINTH

ROSTER_ELEMENTS = ("name", "grade", "race_ethnicity", "attendance_by_quarter", "course_marks")
CONSENT_COLUMNS = ("student_id", "elements", "recipient", "purpose", "signer", "signed_on", "expires_on", "revoked_on")
_LISTED = 150
_PER_DEFECT = 3


class Defect(StrEnum):
    """What is wrong with a listed student's consent, or with the listing."""

    NO_CONSENT = "no_consent"
    UNSIGNED = "unsigned"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WRONG_RECIPIENT = "wrong_recipient"
    WRONG_PURPOSE = "wrong_purpose"
    PARENT_FOR_ADULT = "parent_signed_for_adult"
    STUDENT_TOO_YOUNG = "student_too_young_to_sign"
    PARTLY_GRANTED = "partly_granted"
    NOT_ENROLLED = "not_enrolled"
    UNKNOWN_ID = "unknown_id"


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One line of consents.csv; a day that is None is an empty cell."""

    student_id: str
    elements: tuple[str, ...]
    recipient: str
    purpose: str
    signer: str
    signed_on: date | None
    expires_on: date | None
    revoked_on: date | None

    def cells(self) -> list[str]:
        """Return the cells in the order of CONSENT_COLUMNS."""
        days = (self.signed_on, self.expires_on, self.revoked_on)
        text = [self.student_id, ";".join(self.elements), self.recipient, self.purpose, self.signer]
        return [*text, *("" if day is None else day.isoformat() for day in days)]


@dataclass(frozen=True, slots=True)
class Roster:
    """The ID list and the consents of one request. `defects` gives the listed numbers that have each defect."""

    listed: tuple[str, ...]
    consents: tuple[ConsentRow, ...]
    defects: dict[Defect, tuple[str, ...]]


def student_number(district: District, student: int, by_state: bool) -> str:
    """Return the BPSID, or the state's number."""
    rows = ints([student])
    students = district.students
    return str((students.state_ids(rows) if by_state else students.bpsids(rows))[0])


def enrolled_at(district: District, schools: tuple[int, ...]) -> Ints:
    """Return the students who are enrolled at the schools on the day of the extract; participants come first."""
    careers, taking = district.careers, district.participation
    here = np.flatnonzero(careers.enrolled & np.isin(careers.last_school, schools) & (careers.last_grade > 0))
    now = taking.is_open & (taking.program == 0)
    order = np.lexsort((district.plan.chance("roster order").random(len(here)), ~np.isin(here, taking.student[now])))
    return ints(here[order])


def make_roster(district: District, facts: Facts) -> Roster:
    """List a program's participants and give each a consent; every defect is there at least once."""
    schools = district.programs[0].schools
    candidates = enrolled_at(district, schools)
    wanted = min(_LISTED, len(candidates) * 2 // 3)
    chosen = _defective(district, facts, candidates)
    taken = [student for students in chosen.values() for student in students]
    sound = [student for student in candidates.tolist() if student not in set(taken)][: max(0, wanted - len(taken))]
    numbers: dict[int, str] = {}
    for place, student in enumerate([*taken, *sound]):
        numbers[student] = student_number(district, student, place % 4 == 3)
    reason = {student: defect for defect, students in chosen.items() for student in students}
    rows = [_consent(district, facts, student, number, reason.get(student)) for student, number in numbers.items()]
    consents = [row for row in rows if row is not None]
    unknown = [student_number(district, len(district.students) + more, more == 1) for more in range(_PER_DEFECT)]
    shuffle = district.plan.chance("roster").permutation
    listed = [*numbers.values(), *unknown]
    return Roster(
        listed=tuple(listed[place] for place in shuffle(len(listed))),
        consents=tuple(consents[place] for place in shuffle(len(consents))),
        defects={
            **{defect: tuple(numbers[student] for student in students) for defect, students in chosen.items()},
            Defect.UNKNOWN_ID: tuple(unknown),
        },
    )


def _ages(district: District, facts: Facts) -> Ints:
    """Return everybody's age in whole years on the day of release."""
    on = np.datetime64(facts.release_on, "D")
    born = district.students.born_on
    years = on.astype("datetime64[Y]").astype(int) - born.astype("datetime64[Y]").astype(int)
    birthday = (born - born.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    return ints(years - ((on - on.astype("datetime64[Y]").astype("datetime64[D]")).astype(int) < birthday))


def _defective(district: District, facts: Facts, candidates: Ints) -> dict[Defect, list[int]]:
    ages, grades = _ages(district, facts)[candidates], district.careers.last_grade[candidates]
    adults = candidates[ages >= 18].tolist()
    young = candidates[(ages < 13) & (grades < NINTH)].tolist()
    others = candidates[(ages >= 13) & (ages < 18)].tolist()
    per_defect = _PER_DEFECT if len(candidates) >= 20 * _PER_DEFECT else 1
    chosen = {
        Defect.PARENT_FOR_ADULT: adults[: min(per_defect, max(1, len(adults) // 2))],
        Defect.STUDENT_TOO_YOUNG: young[:per_defect],
        Defect.NOT_ENROLLED: _gone(district)[:per_defect],
    }
    plain = [defect for defect in Defect if defect not in chosen and defect is not Defect.UNKNOWN_ID]
    for place, defect in enumerate(plain):
        chosen[defect] = others[place * per_defect : (place + 1) * per_defect]
    return chosen


def _gone(district: District) -> list[int]:
    """Find students who left the partner's schools, the latest first."""
    careers = district.careers
    left = np.flatnonzero(~careers.enrolled & np.isin(careers.last_school, district.programs[0].schools))
    order = np.argsort(-careers.last_year[left], kind="stable")
    return [int(student) for student in left[order]]


def _consent(district: District, facts: Facts, student: int, number: str, defect: Defect | None) -> ConsentRow | None:
    if defect is Defect.NO_CONSENT:
        return None
    calendar, spare = district.calendars[-1], student % 30
    signed, ends = calendar.on(3 + spare), calendar.school_year.ends_before - timedelta(days=1)
    changed: dict[Defect, tuple[date | None, date]] = {
        Defect.UNSIGNED: (None, ends),
        Defect.EXPIRED: (signed - timedelta(days=365), ends - timedelta(days=365)),
    }
    signed_on, expires_on = changed.get(defect, (signed, ends)) if defect else (signed, ends)
    return ConsentRow(
        student_id=number,
        elements=ROSTER_ELEMENTS[: 2 + student % 3] if defect is Defect.PARTLY_GRANTED else ROSTER_ELEMENTS,
        recipient="Paper Lantern Arts" if defect is Defect.WRONG_RECIPIENT else facts.partner,
        purpose="research" if defect is Defect.WRONG_PURPOSE else "services",
        signer=_signer(district, facts, student, defect),
        signed_on=signed_on,
        expires_on=expires_on,
        revoked_on=calendar.on(district.horizon - 5) if defect is Defect.REVOKED else None,
    )


def _signer(district: District, facts: Facts, student: int, defect: Defect | None) -> str:
    """Parents sign for the young, students of 18 and over for themselves, those between one or the other."""
    if defect is Defect.PARENT_FOR_ADULT:
        return "parent"
    if defect is Defect.STUDENT_TOO_YOUNG:
        return "student"
    age = int(_ages(district, facts)[student])
    old_enough = age >= 14 or int(district.careers.last_grade[student]) >= NINTH
    return "student" if age >= 18 or (old_enough and student % 5 == 0) else "parent"
