"""Invented names, drawn from the lists of the library mimesis in the languages of a large city of the United States.

A name is a given name and one or two family names drawn apart, so a full name is a product of chance. Chinese given
names in their own script are used as preferred names only, as in real student information systems.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from mimesis import Person
from mimesis.enums import Gender
from mimesis.locales import Locale

from schoolgate.sample.arrays import Flags, Ints, ints, joined, picked
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.students import ASIAN, BLACK, HISPANIC, TWO_OR_MORE, Students

_DRAWS = 900
_LOCALES = (Locale.EN, Locale.ES, Locale.ES_MX, Locale.PT_BR, Locale.FR, Locale.TR, Locale.ZH)
_EN, _ES, _ES_MX, _PT_BR, _FR, _TR, _ZH = range(len(_LOCALES))
_FEMALE, _MALE = range(2)
# Family names of Chinese, Vietnamese, Korean and South Asian origin: mimesis has them in other scripts, or not at all.
_ASIAN_FAMILIES = (
    *("Chen", "Wong", "Li", "Huang", "Zhang", "Lam", "Nguyen", "Tran", "Pham", "Le", "Huynh", "Vo", "Dang"),
    *("Kim", "Park", "Choi", "Patel", "Singh", "Sharma", "Khan", "Das", "Reyes", "Santos", "Sok", "Chhim"),
)
# Which languages the names of a group come from, each as often as it stands here.
_MIX: dict[int, tuple[int, ...]] = {
    HISPANIC: (_ES, _ES_MX, _ES_MX, _ES_MX, _ES, _EN),
    BLACK: (_EN, _EN, _EN, _EN, _FR, _FR, _PT_BR),
    ASIAN: (_EN,),
    TWO_OR_MORE: (_EN, _EN, _ES_MX),
}
_MIX_OTHERWISE = (_EN, _EN, _EN, _EN, _EN, _EN, _PT_BR, _TR)


@dataclass(frozen=True, slots=True)
class NamePool:
    """All names in two lists, and where the names of each language begin and how many there are.

    given_at: shape (language, female or male, (first, count)); family_at: shape (language, (first, count)).
    """

    given: pa.Array
    family: pa.Array
    given_at: Ints
    family_at: Ints


@dataclass(frozen=True, slots=True)
class Names:
    """Names by place in the pool, one entry a person; −1 where a person has no such name."""

    pool: NamePool
    given: Ints
    family: Ints
    second_family: Ints
    hyphen: Flags
    preferred_given: Ints
    preferred_family: Ints

    def given_of(self, rows: Ints) -> pa.Array:
        """Return the given names."""
        return self.pool.given.take(pa.array(self.given[rows]))

    def family_of(self, rows: Ints) -> pa.Array:
        """Return the family names, double ones with a blank or a hyphen."""
        first = self.pool.family.take(pa.array(self.family[rows]))
        second = self.second_family[rows]
        more = self.pool.family.take(pa.array(np.maximum(second, 0)))
        link = picked(["", " ", "-"], np.where(second < 0, 0, 1 + self.hyphen[rows]))
        return joined(first, link, _blank_where(more, second < 0))

    def preferred_given_of(self, rows: Ints) -> pa.Array:
        """Return the preferred given names, null where there is none."""
        return _null_where(self.pool.given, self.preferred_given[rows])

    def preferred_family_of(self, rows: Ints) -> pa.Array:
        """Return the preferred family names, null where there is none."""
        return _null_where(self.pool.family, self.preferred_family[rows])

    def full(self, row: int) -> str:
        """Return the name in use of one person."""
        rows = ints([row])
        given = self.preferred_given_of(rows)[0].as_py() or self.given_of(rows)[0].as_py()
        return f"{given} {self.preferred_family_of(rows)[0].as_py() or self.family_of(rows)[0].as_py()}"


def _null_where(pool: pa.Array, places: Ints) -> pa.Array:
    return pool.take(pa.array(places, mask=places < 0))


def _blank_where(texts: pa.Array, blank: Flags) -> pa.Array:
    return pa.compute.if_else(pa.array(blank), "", texts)


def make_pool(plan: DistrictPlan) -> NamePool:
    """Draw the pool of names from mimesis: the same seed and the same mimesis give the same pool."""
    given: list[str] = []
    family: list[str] = []
    given_at, family_at = np.zeros((len(_LOCALES), 2, 2), np.int32), np.zeros((len(_LOCALES), 2), np.int32)
    for place, locale in enumerate(_LOCALES):
        person = Person(locale, seed=plan.seed)
        for sex, gender in enumerate((Gender.FEMALE, Gender.MALE)):
            found = _distinct([person.first_name(gender=gender) for _ in range(_DRAWS)])
            given_at[place, sex] = len(given), len(found)
            given += found
        found = _distinct([person.last_name() for _ in range(_DRAWS)]) if place != _ZH else list(_ASIAN_FAMILIES)
        family_at[place] = len(family), len(found)
        family += found
    return NamePool(pa.array(given), pa.array(family), given_at, family_at)


def _distinct(names: list[str]) -> list[str]:
    """Drop repetitions and what needs quotes; mend blanks and small first letters, of which the lists have some."""
    tidy = (" ".join(name.split()) for name in names if "," not in name and '"' not in name)
    return list(dict.fromkeys(name[0].upper() + name[1:] for name in tidy if name))


def student_names(plan: DistrictPlan, pool: NamePool, students: Students) -> Names:
    """Name every student; one in 25 goes by another given name, one in 200 by another family name."""
    chance = plan.chance("names")
    count = len(students)
    language = _languages(chance, students.race)
    sex = np.where(students.sex < 2, students.sex, chance.integers(0, 2, count))
    asian = students.race == ASIAN
    family_language = np.where(asian, _ZH, language)
    double = (students.race == HISPANIC) & (chance.random(count) < 0.35) | (chance.random(count) < 0.03)
    prefers = (chance.random(count) < 0.035) | (students.sex >= 2) & (chance.random(count) < 0.6)
    other_sex = np.where(chance.random(count) < 0.3, 1 - sex, sex)
    own_script = np.where(asian & (chance.random(count) < 0.3), _ZH, _EN)
    renamed = chance.random(count) < 0.005
    return Names(
        pool=pool,
        given=_drawn(chance, pool.given_at[language, sex]),
        family=_drawn(chance, pool.family_at[family_language]),
        second_family=ints(np.where(double, _drawn(chance, pool.family_at[family_language]), -1)),
        hyphen=chance.random(count) < 0.25,
        preferred_given=ints(np.where(prefers, _drawn(chance, pool.given_at[own_script, other_sex]), -1)),
        preferred_family=ints(np.where(renamed, _drawn(chance, pool.family_at[language]), -1)),
    )


def staff_names(plan: DistrictPlan, pool: NamePool, count: int) -> Names:
    """Name every member of staff; a few go by another family name."""
    chance = plan.chance("staff names")
    language = np.array((_EN, _EN, _EN, _EN, _EN, _ES_MX, _FR, _PT_BR))[chance.integers(0, 8, count)]
    none = np.full(count, -1, np.int32)
    return Names(
        pool=pool,
        given=_drawn(chance, pool.given_at[language, (chance.random(count) < 0.3).astype(np.int32)]),
        family=_drawn(chance, pool.family_at[language]),
        second_family=none,
        hyphen=np.zeros(count, bool),
        preferred_given=none,
        preferred_family=ints(np.where(chance.random(count) < 0.02, _drawn(chance, pool.family_at[language]), -1)),
    )


def _languages(chance: np.random.Generator, race: Ints) -> Ints:
    draw = chance.integers(0, 840, len(race))
    language = np.array(_MIX_OTHERWISE)[draw % len(_MIX_OTHERWISE)]
    for group, mix in _MIX.items():
        here = race == group
        language[here] = np.array(mix)[draw[here] % len(mix)]
    return ints(language)


def _drawn(chance: np.random.Generator, span: Ints) -> Ints:
    """Draw a place from each (first, count); the names that stand first in a pool are the more common ones."""
    first, count = span[..., 0], span[..., 1]
    return ints(first + np.floor(count * chance.random(len(first)) ** 1.6))
