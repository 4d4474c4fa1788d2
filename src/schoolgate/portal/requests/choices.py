"""What the Data Request Form offers to choose from, by the policy and the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.core import SchoolYear
from schoolgate.office.requests import determinations
from schoolgate.office.requests.words import word
from schoolgate.policy.elements import Element
from schoolgate.policy.pack import GRADES, PolicyPack
from schoolgate.warehouse.population import FLAGS, GENDERS, RACES

Choice = tuple[str, str | Promise]
_YEARS_WITHOUT_RECORDS = 6
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "race_ethnicity": RACES,
    "gender": GENDERS,
    "english_learner": FLAGS,
    "iep": FLAGS,
    "low_income": FLAGS,
}


@dataclass(frozen=True, slots=True)
class Offered:
    """The choices of the form on a day."""

    pack: PolicyPack
    school_years: tuple[Choice, ...]
    schools: tuple[Choice, ...]

    @property
    def grades(self) -> tuple[Choice, ...]:
        """The grades, youngest first."""
        return tuple((grade, grade) for grade in GRADES)

    @property
    def attributes(self) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
        """Further attributes that select: id, title, values."""
        found = ((name, self.pack.grouping(name), values) for name, values in _ATTRIBUTES.items())
        return tuple((name, group.title if group else name, _same(values)) for name, group, values in found)

    def elements(self, level: str) -> tuple[tuple[str | Promise, tuple[Choice, ...]], ...]:
        """The elements that may leave on a level, under the words of their class; restricted ones are not offered."""
        classes: dict[str, list[Element]] = {}
        for element in self.pack.elements:
            if level in {str(lane) for lane in element.lanes} and not element.is_restricted:
                classes.setdefault(str(element.kind), []).append(element)
        return tuple((word(kind), tuple((e.id, e.title) for e in found)) for kind, found in classes.items())

    @property
    def measures(self) -> tuple[Choice, ...]:
        """What a table can show."""
        return tuple((measure.id, measure.title) for measure in self.pack.measures)

    @property
    def groupings(self) -> tuple[Choice, ...]:
        """By what a table can be grouped."""
        return tuple((grouping.id, grouping.title) for grouping in self.pack.groupings)


def offered(pack: PolicyPack, on: date) -> Offered:
    """Return what the form offers, with the years and schools of the newest snapshot where there is one."""
    snapshot = determinations.snapshot()
    if snapshot is None:
        this = SchoolYear.of(on).ends_in
        years = tuple(SchoolYear(this - back) for back in range(_YEARS_WITHOUT_RECORDS))
        return Offered(pack, _same(str(year) for year in years), ())
    years = tuple(sorted(snapshot.school_years(), reverse=True))
    schools = sorted(snapshot.schools(), key=lambda school: school.name)
    return Offered(pack, _same(str(year) for year in years), tuple((school.id, school.name) for school in schools))


def _same(values: Iterable[str]) -> tuple[Choice, ...]:
    return tuple((value, value) for value in values)


NOT_CHOSEN: Choice = ("", _("- Choose -"))
