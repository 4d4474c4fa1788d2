"""Who holds which post from when to when: teachers and principals, who leave, move, and are replaced mid-year."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from schoolgate.sample.arrays import Ints, ints
from schoolgate.sample.plan import DistrictPlan
from schoolgate.sample.school_days import DAYS_PER_YEAR
from schoolgate.sample.schools import Schools
from schoolgate.sample.sections import PRINCIPAL, Sections

_TURNOVER, _MOVES_ON, _MIDYEAR = 0.09, 0.35, 0.02
_NO_CHANGE = DAYS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds each post of a year: the first until `change_day`, then the second (−1 where nobody changes)."""

    first: Ints
    second: Ints
    change_day: Ints


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person at one school within one school year; `begin` and `end` are day numbers, the end exclusive."""

    person: int
    school: int
    year: int
    begin: int
    end: int
    leads: bool


@dataclass(slots=True)
class Staffing:
    """Fills the posts year after year. It grows while the years are played, and is read once they are over."""

    plan: DistrictPlan
    horizon: int
    count: int = 0
    tenures: list[Tenure] = field(default_factory=list)
    leaders: dict[int, int] = field(default_factory=dict)
    _held: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _moving: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def fill(self, year: int, sections: Sections) -> Holders:
        """Fill the teaching posts of a year."""
        return self._fill(year, sections.posts, "teachers")

    def lead(self, year: int, schools: Schools) -> None:
        """Give every school its principal."""
        posts = ints([(school, PRINCIPAL, 0) for school in range(len(schools))])
        holders = self._fill(year, posts, "principals")
        for school, (first, second) in enumerate(zip(holders.first, holders.second, strict=True)):
            self.leaders[school] = int(first if second < 0 else second)

    def _fill(self, year: int, posts: Ints, who: str) -> Holders:
        chance = self.plan.chance(who, year)
        draws = chance.random((len(posts), 3))
        days = chance.integers(20, 160, len(posts))
        keys = [(int(school), int(kind), int(number)) for school, kind, number in posts]
        self._let_go(keys, draws)
        first = ints([self._holder(key) for key in keys])
        changes = (draws[:, 2] < _MIDYEAR) & (days < (self.horizon if year == self.plan.years - 1 else DAYS_PER_YEAR))
        change_day = ints(np.where(changes, days, _NO_CHANGE))
        second = np.full(len(posts), -1, np.int32)
        for row in np.flatnonzero(changes):
            second[row] = self._held[keys[row]] = self._hired()
        holders = Holders(first, second, change_day)
        self.tenures.extend(_tenures(year, posts, holders))
        return holders

    def _let_go(
        self, keys: list[tuple[int, int, int]], draws: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    ) -> None:
        """Empty some posts; some of those who leave look for the same kind of post at another school."""
        for row in np.flatnonzero(draws[:, 0] < _TURNOVER):
            key = keys[row]
            person = self._held.pop(key, None)
            if person is not None and draws[row, 1] < _MOVES_ON and key[1] != PRINCIPAL:
                self._moving.setdefault(key[1], []).append((person, key[0]))

    def _holder(self, key: tuple[int, int, int]) -> int:
        if key not in self._held:
            waiting = self._moving.get(key[1], [])
            place = next((n for n, (_, left) in enumerate(waiting) if left != key[0]), None)
            self._held[key] = self._hired() if place is None else waiting.pop(place)[0]
        return self._held[key]

    def _hired(self) -> int:
        self.count += 1
        return self.count - 1


def _tenures(year: int, posts: Ints, holders: Holders) -> Iterator[Tenure]:
    for (school, kind, _), first, second, day in zip(
        posts.tolist(), holders.first.tolist(), holders.second.tolist(), holders.change_day.tolist(), strict=True
    ):
        leads = kind == PRINCIPAL
        yield Tenure(first, school, year, 0, day, leads)
        if second >= 0:
            yield Tenure(second, school, year, day, DAYS_PER_YEAR, leads)
