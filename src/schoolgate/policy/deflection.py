"""Which public datasets may already answer a request, with what each of them has and has not.

Source: ODA-03, "Publicly Available Data" (R13, R16): whoever asks reviews Appendix I before submitting.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from schoolgate.core import DataLevel, Query, SchoolYear
from schoolgate.policy.catalogue import Dataset, load_catalogue

# What a student-level element comes down to where students are only counted.
_MEASURE_OF_ELEMENT = {
    "attendance_by_quarter": "attendance_rate",
    "attendance_rate": "attendance_rate",
    "days_absent": "mean_days_absent",
    "chronic_absence": "chronic_absence_rate",
    "assessments": "proficiency_rate",
    "discipline": "suspension_rate",
}
_GROUPING_ELEMENTS = frozenset({"grade", "gender", "race_ethnicity", "english_learner", "iep", "low_income", "gifted"})
_SCHOOL = "school"
_YEAR = "school_year"
_MOST = 5


class AspectKind(StrEnum):
    """What a request and a dataset are compared by."""

    LEVEL = "level"
    MEASURE = "measure"
    GROUPING = "grouping"
    YEARS = "years"


class Verdict(StrEnum):
    """Whether the dataset has it, as far as the catalogue knows."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing that was asked for, whether the dataset has it, and that in words."""

    kind: AspectKind
    asked: str
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """A public dataset that may answer a request, in part or in whole."""

    dataset: Dataset
    aspects: tuple[Aspect, ...]

    def _texts(self, verdict: Verdict) -> tuple[str, ...]:
        return tuple(aspect.text for aspect in self.aspects if aspect.verdict is verdict)

    @property
    def has(self) -> tuple[str, ...]:
        """What matches, in words."""
        return self._texts(Verdict.YES)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What does not match, in words."""
        return self._texts(Verdict.NO)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What the catalogue cannot tell, in words."""
        return self._texts(Verdict.UNKNOWN)

    @property
    def complete(self) -> bool:
        """Whether everything asked for is there, as far as the catalogue knows."""
        return all(aspect.verdict is Verdict.YES for aspect in self.aspects)

    @property
    def sentence(self) -> str:
        """The answer in one line, for the alternatives of a determination."""
        where = self.dataset.address or self.dataset.address_note
        parts = [f"{self.dataset.title}, from {self.dataset.publisher}: {where}"]
        if self.has:
            parts.append(f"It has {'; '.join(self.has)}")
        if self.lacks:
            parts.append(f"It lacks {'; '.join(self.lacks)}")
        if self.unknown:
            parts.append(f"To be checked there: {'; '.join(self.unknown)}")
        return ". ".join(parts) + "."


def public_answers(query: Query, *, school_personnel: bool = False) -> tuple[PublicAnswer, ...]:
    """Return the public datasets that may answer a request, those that lack least first, at most five.

    A dataset stands here if it publishes something that the request counts and, where groups are asked for, at least
    one of the groups. A directory list has no public answer. School personnel are also shown the reports in Aspen and
    Panorama, last, since the catalogue does not know what those hold (R16).
    """
    if query.level is DataLevel.DIRECTORY or not _measures(query):
        return ()
    found = [
        PublicAnswer(dataset, tuple(_aspects(query, dataset)))
        for dataset in load_catalogue().visible()
        if _has_to_do_with(query, dataset)
    ]
    found.sort(key=lambda answer: (len(answer.lacks), len(answer.unknown), -len(answer.has)))
    return (*found[:_MOST], *(_staff_answers(query) if school_personnel else ()))


def _staff_answers(query: Query) -> Iterator[PublicAnswer]:
    for dataset in load_catalogue().visible(school_personnel=True):
        if dataset.is_for_school_personnel:
            aspects = _aspects(query, dataset)
            yield PublicAnswer(dataset, tuple(replace(aspect, verdict=Verdict.UNKNOWN) for aspect in aspects))


def _measures(query: Query) -> tuple[str, ...]:
    if query.level is DataLevel.AGGREGATE:
        return query.measures
    asked = tuple(dict.fromkeys(_MEASURE_OF_ELEMENT[name] for name in query.elements if name in _MEASURE_OF_ELEMENT))
    return asked or (("students",) if _groupings(query) else ())


def _groupings(query: Query) -> tuple[str, ...]:
    """Return the groups that are asked for or selected by, other than school and year."""
    shown = query.group_by if query.level is DataLevel.AGGREGATE else _grouping_elements(query)
    selecting = tuple(condition.attribute for condition in query.population.where)
    return tuple(name for name in dict.fromkeys((*shown, *selecting)) if name not in {_SCHOOL, _YEAR})


def _grouping_elements(query: Query) -> tuple[str, ...]:
    return tuple(name for name in query.elements if name in _GROUPING_ELEMENTS)


def _has_to_do_with(query: Query, dataset: Dataset) -> bool:
    measures, groupings = _measures(query), _groupings(query)
    if not any(measure in dataset.measures for measure in measures):
        return False
    # Of student rows the group is one column among many; of counts it is what the table is about.
    is_about_groups = query.level is DataLevel.AGGREGATE or measures == ("students",)
    return not (is_about_groups and groupings) or any(name in dataset.groupings for name in groupings)


def _aspects(query: Query, dataset: Dataset) -> Iterator[Aspect]:
    yield _level(query, dataset)
    for measure in _measures(query):
        words = f"the measure {_plain(measure)}"
        yield Aspect(AspectKind.MEASURE, measure, _verdict(measure in dataset.measures), words)
    yield from _grouping_aspects(query, dataset)
    for year in query.school_years:
        yield _year(year, dataset)


def _level(query: Query, dataset: Dataset) -> Aspect:
    if query.level.is_student_level or query.population.specific_group or query.population.ids is not None:
        asked = "student" if query.level.is_student_level else "specific group"
        words = "rows of single students" if asked == "student" else "a group named by a list of students"
        return Aspect(AspectKind.LEVEL, asked, Verdict.NO, words)
    by_school = _SCHOOL in query.group_by or bool(query.population.values(_SCHOOL))
    asked, words = (_SCHOOL, "figures by school") if by_school else ("district", "figures for the district")
    return Aspect(AspectKind.LEVEL, asked, _verdict(asked in dataset.levels), words)


def _grouping_aspects(query: Query, dataset: Dataset) -> Iterator[Aspect]:
    groupings = _groupings(query)
    for name in groupings:
        yield Aspect(AspectKind.GROUPING, name, _verdict(name in dataset.groupings), f"groups by {_plain(name)}")
    if len(groupings) > 1:
        # Published reports show one kind of group at a time; some cross two, and the catalogue does not say which.
        words = f"{' and '.join(map(_plain, groupings))} crossed with each other"
        yield Aspect(AspectKind.GROUPING, " x ".join(groupings), Verdict.UNKNOWN, words)


def _year(year: SchoolYear, dataset: Dataset) -> Aspect:
    words = f"the school year {year}"
    return Aspect(AspectKind.YEARS, str(year), _year_verdict(year.ends_in, dataset), words)


def _year_verdict(ends_in: int, dataset: Dataset) -> Verdict:
    if dataset.first_year is None:
        return Verdict.UNKNOWN
    if ends_in < dataset.first_year:
        return Verdict.NO
    if dataset.last_year is not None and ends_in <= dataset.last_year:
        return Verdict.YES
    return Verdict.NO if dataset.ended else Verdict.UNKNOWN


def _verdict(has: bool) -> Verdict:
    return Verdict.YES if has else Verdict.NO


def _plain(name: str) -> str:
    return name.replace("_", " ")
