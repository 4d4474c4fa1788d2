"""A version of the circular as values: the numbers, lists and texts that a determination rests on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schoolgate.policy.clocks import ClockDays
from schoolgate.policy.determination import DisclosureRules, Redirect
from schoolgate.policy.elements import Element, Grouping, Measure
from schoolgate.policy.vocabulary import Audience, RequesterKind

GRADES = ("PK", "KG", *(f"{grade:02d}" for grade in range(1, 13)))  # codes of the field, youngest first


class AudienceRule(StrEnum):
    """What an audience means for rows about single students."""

    FITS = "fits"
    RESULTS_ONLY = "results_only"
    NEEDS_PERSON = "needs_person"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SignerRules:
    """Who may sign a consent, by age and grade (D2). The grade is a code of the field: PK KG 01 … 12."""

    student_may_sign_from_age: int
    student_may_sign_from_grade: str
    student_alone_from_age: int


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year, such as 30 September."""

    month: int
    day: int

    def in_year(self, year: int) -> date:
        """Return the day in a calendar year."""
        return date(year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class AgreementRules:
    """What studies and audit agreements must hold (D7), and how many approve small groups for an agency (R46)."""

    study_purposes: tuple[str, ...]
    study_clauses: tuple[str, ...]
    audit_clauses: tuple[str, ...]
    approvals_for_small_groups: int


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """When survey results may be shown (D16)."""

    response_rate_over_percent: float
    responses_at_least: int


@dataclass(frozen=True, slots=True)
class FeeTable:
    """Rates of the fee by size, time and scope (R64)."""

    currency: str
    per_1000_students: float
    per_hour: float
    hours_assumed: float
    per_school_year: float
    per_element: float


@dataclass(frozen=True, slots=True)
class RouteWords:
    """Words, in lower case, that show what a request is whatever its form says."""

    media_words: tuple[str, ...]
    legal_words: tuple[str, ...]
    legal_agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contacts:
    """Who is told to whom."""

    office: str
    appeal: str
    partnerbps: str
    routes: tuple[tuple[Redirect, str], ...]

    def of(self, redirect: Redirect) -> str:
        """Return how the office of a redirect is reached."""
        return dict(self.routes)[redirect]


@dataclass(frozen=True, slots=True)
class Reading:
    """How an open sentence of the circular is read here, and the record that says why."""

    id: str
    text: str
    adr: str


@dataclass(frozen=True, slots=True)
class PolicyPack:
    """One version of the circular. `superseded_on` is exclusive; without `effective_from` it was always in force."""

    id: str
    version: str
    title: str
    issuer: str
    effective_from: date | None
    superseded_on: date | None
    disclosure: DisclosureRules
    disclosure_for_public: DisclosureRules
    extreme_measures: tuple[str, ...]
    days: ClockDays
    bps_number: str
    state_number: str
    signers: SignerRules
    partnerbps_updated_by: MonthDay
    opt_out_by: MonthDay
    directory_selectors: tuple[str, ...]
    days_to_opt_out: int
    agreements: AgreementRules
    audience: tuple[tuple[Audience, AudienceRule], ...]
    survey: SurveyRule
    chronic_absence_percent: float
    temporary_record_years: int
    fees: FeeTable
    words: RouteWords
    contacts: Contacts
    elements: tuple[Element, ...]
    measures: tuple[Measure, ...]
    groupings: tuple[Grouping, ...]
    readings: tuple[Reading, ...]

    @property
    def label(self) -> str:
        """The name every decision carries, such as `ODA-03 v01`."""
        return f"{self.id} v{self.version}"

    @property
    def threshold(self) -> int:
        """Groups of fewer students than this are hidden."""
        return self.disclosure.threshold

    @property
    def directory_items(self) -> tuple[str, ...]:
        """The ids of directory information."""
        return tuple(element.id for element in self.elements if element.is_directory)

    @property
    def selectors(self) -> frozenset[str]:
        """The attributes by which students can be selected."""
        return frozenset(grouping.id for grouping in self.groupings) | {"program"} | frozenset(self.directory_selectors)

    def is_in_force(self, day: date) -> bool:
        """Whether the version is in force on a day."""
        begun = self.effective_from is None or self.effective_from <= day
        return begun and (self.superseded_on is None or day < self.superseded_on)

    def element(self, element_id: str) -> Element | None:
        """Return an element of the registry, None where there is none of this id."""
        return next((element for element in self.elements if element.id == element_id), None)

    def measure(self, measure_id: str) -> Measure | None:
        """Return a measure, None where there is none of this id."""
        return next((measure for measure in self.measures if measure.id == measure_id), None)

    def grouping(self, grouping_id: str) -> Grouping | None:
        """Return a grouping, None where there is none of this id."""
        return next((grouping for grouping in self.groupings if grouping.id == grouping_id), None)

    def audience_rule(self, audience: Audience) -> AudienceRule:
        """Return what an audience means for rows about single students."""
        return dict(self.audience)[audience]

    def is_extreme(self, measure_id: str) -> bool:
        """Whether a measure shows the value of one student: a least, a greatest or a middle one."""
        return measure_id.startswith(self.extreme_measures)

    def disclosure_for(self, audience: tuple[Audience, ...], kind: RequesterKind) -> DisclosureRules:
        """Return what a build must keep; tighter where the public is to see it (R50)."""
        is_public = Audience.PUBLIC in audience or kind.is_general_public
        return self.disclosure.stricter(self.disclosure_for_public) if is_public else self.disclosure
