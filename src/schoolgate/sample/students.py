"""What each student is like: race, needs, birth date, numbers, and how often away or how able."""

from dataclasses import dataclass

import numpy as np

from schoolgate.sample.arrays import Days, Flags, Ints, Reals, ints
from schoolgate.sample.careers import Careers
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.schools import Schools

AMERICAN_INDIAN, ASIAN, BLACK, HISPANIC, PACIFIC_ISLANDER, WHITE, TWO_OR_MORE, UNKNOWN = range(8)
SEXES = ("female", "male", "other", "unspecified", None)
_SEX_SHARE = (0.484, 0.503, 0.007, 0.004, 0.002)
_BPSID_FIRST, _BPSID_COUNT, _BPSID_STEP = 1_000_000, 9_000_000, 3_741_877
_LOGIN_FIRST, _LOGIN_COUNT, _LOGIN_STEP = 1_000_000, 9_000_000, 5_562_307
_STATE_FIRST, _STATE_COUNT, _STATE_STEP = 1_000_000_000, 9_000_000_000, 3_819_660_113


@dataclass(frozen=True, slots=True)
class Students:
    """The students, one entry each in every array; a student is known by the place in them.

    flags hold 0 no, 1 yes, 2 not recorded. away and able are standard scores that attendance and marks follow.
    also: a digit that says which race some Hispanic students, and those of two or more races, also give.
    """

    race: Ints
    sex: Ints
    low_income: Ints
    english_learner: Ints
    iep: Ints
    gifted: Ints
    born_on: Days
    away: Reals
    able: Reals
    also: Ints
    bpsid_offset: int
    state_offset: int
    login_offset: int

    def __len__(self) -> int:
        return len(self.race)

    def bpsids(self, students: Ints) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the 7-digit BPS numbers. A number past the last student belongs to nobody."""
        return _BPSID_FIRST + (students.astype(np.int64) * _BPSID_STEP + self.bpsid_offset) % _BPSID_COUNT

    def logins(self, students: Ints) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the numbers of user names and mail addresses, which give no other number away."""
        return _LOGIN_FIRST + (students.astype(np.int64) * _LOGIN_STEP + self.login_offset) % _LOGIN_COUNT

    def state_ids(self, students: Ints) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the 10-digit state numbers. A number past the last student belongs to nobody."""
        return _STATE_FIRST + (students.astype(np.int64) * _STATE_STEP + self.state_offset) % _STATE_COUNT


def make_students(plan: DistrictPlan, schools: Schools, careers: Careers) -> Students:
    """Draw each student's traits from the mix of the school of entry."""
    chance = plan.chance("students")
    school, count = careers.entry_school, careers.student_count
    race = _races(chance, schools, school)
    low_income = chance.random(count) < np.clip(schools.low_income[school] + _tilt(race), 0.03, 0.97)
    is_learner = chance.random(count) < np.clip(_learner_share(schools, school, race), 0.002, 0.9)
    iep = chance.random(count) < schools.iep[school] + 0.03 * low_income
    able = chance.normal(0, 1, count) - 0.35 * low_income - 0.45 * iep - 0.3 * is_learner
    return Students(
        race=race,
        sex=ints(np.searchsorted(np.cumsum(_SEX_SHARE)[:-1], chance.random(count), side="right")),
        low_income=_with_unknown(chance, low_income, 0.004),
        english_learner=_with_unknown(chance, is_learner, 0),
        iep=_with_unknown(chance, iep, 0),
        gifted=_with_unknown(chance, (able > 1.1) & (chance.random(count) < 0.4), 0),
        born_on=_birth_dates(plan, chance, careers),
        away=np.round(chance.normal(0, 0.75, count) + 0.38 * low_income + 0.22 * iep - 0.15 * able, 3),
        able=np.round(able, 3),
        also=ints(chance.integers(0, 10, count)),
        bpsid_offset=int(chance.integers(_BPSID_COUNT)),
        state_offset=int(chance.integers(_STATE_COUNT)),
        login_offset=int(chance.integers(_LOGIN_COUNT)),
    )


def _races(chance: np.random.Generator, schools: Schools, school: Ints) -> Ints:
    ladder = np.round(np.cumsum(schools.races, axis=1)[:, :-1], 9)
    draw = chance.random(len(school))
    race = np.zeros(len(school), np.int32)
    for step in range(ladder.shape[1]):
        race += draw >= ladder[school, step]
    return race


def _tilt(race: Ints) -> Reals:
    return np.array([0.05, -0.08, 0.08, 0.12, 0.05, -0.22, -0.05, 0.0])[race]


def _learner_share(schools: Schools, school: Ints, race: Ints) -> Reals:
    factor = np.array([0.1, 1.3, 0.45, 1.7, 0.8, 0.2, 0.2, 0.8])[race]
    share: Reals = schools.english_learner[school] * factor
    return share


def _with_unknown(chance: np.random.Generator, flag: Flags, share: float) -> Ints:
    return ints(np.where(chance.random(len(flag)) < share, 2, flag))


def _birth_dates(plan: DistrictPlan, chance: np.random.Generator, careers: Careers) -> Days:
    """Kindergarten starts at five on 1 September; who entered late is older by a year or two."""
    autumn = plan.school_years[0].ends_in - 1 + careers.entry_year
    born_by = autumn - (careers.entry_grade + 4) - careers.late
    eve = (born_by - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 8
    born: Days = eve.astype("datetime64[D]") - chance.integers(1, 366, careers.student_count).astype("timedelta64[D]")
    return born


def race_flags(students: Students, rows: Ints) -> dict[str, Flags]:
    """Return the race columns of OneRoster: who is of two or more races, or Hispanic, gives single races too."""
    race, also = students.race[rows], students.also[rows]
    hispanic, several = race == HISPANIC, race == TWO_OR_MORE
    return {
        "americanIndianOrAlaskaNative": (race == AMERICAN_INDIAN) | several & (also == 0) | hispanic & (also == 9),
        "asian": (race == ASIAN) | several & (also >= 7),
        "blackOrAfricanAmerican": (race == BLACK) | several & (also < 7) | hispanic & (also >= 7),
        "nativeHawaiianOrOtherPacificIslander": race == PACIFIC_ISLANDER,
        "white": (race == WHITE) | several & (also > 0) | hispanic & (also < 6),
        "demographicRaceTwoOrMoreRaces": several,
        "hispanicOrLatinoEthnicity": hispanic,
    }
