"""Requests on the generated district, taken as far as a test needs them through the real actions."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.office import AT, TABLE, make_person, make_submitted
from tests.support import extracts

from schoolgate.office.builds import actions as builds
from schoolgate.office.builds import running
from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries.actions import Handing
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.terms import Limits
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import determinations, evidence
from schoolgate.office.requests.actions import desk
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.reviews import actions as reviews
from schoolgate.office.reviews.actions import Opinion
from schoolgate.office.reviews.checklist import QUESTIONS
from schoolgate.office.reviews.models import Verdict
from schoolgate.policy.consents import Consent, Signer
from schoolgate.policy.facts import Evidence
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

GOOD_ANSWERS = {question.key: question.good for question in QUESTIONS}
COUNTS = TABLE.with_(school_years=("2025-26",), group_by=("school",), measures=("students",))


@pytest.fixture
def records(store: Store, settings: Settings, tmp_path: Path) -> Store:
    """Give the office the generated district's records, and a folder of its own for what it seals."""
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_HOME = tmp_path / "office"
    return store


@pytest.fixture
def reviewer(db: None) -> User:
    return make_person("rita@district.example", Role.REVIEWER, name="Rita Reviewer")


@pytest.fixture
def second_reviewer(db: None) -> User:
    return make_person("raj@district.example", Role.REVIEWER, name="Raj Reviewer")


def make_started(
    owner: User, analyst: User, draft: Draft = COUNTS, *, numbers: tuple[str, ...] = (), at: datetime = AT
) -> DataRequest:
    """Return a request that an analyst works on."""
    request = make_submitted(owner, draft, numbers=numbers, at=at)
    return desk.start(request=request, by=analyst, at=at)


def run_build(request: DataRequest, analyst: User, *, at: datetime = AT) -> Build:
    """Have a request built, as the worker does, and return what came of it."""
    build = builds.ask(request=request, by=analyst, at=at)
    running.run(build.pk, lambda: at)
    return Build.objects.select_related("request__owner", "asked_by").get(pk=build.pk)


def approve(build: Build, *reviewers: User, at: datetime = AT) -> Build:
    """Have each reviewer approve a build."""
    for reviewer in reviewers:
        reviews.vote(build=build, opinion=Opinion(Verdict.APPROVE, GOOD_ANSWERS), by=reviewer, at=at)
    return Build.objects.select_related("request__owner", "asked_by").get(pk=build.pk)


def hand_over(
    build: Build, releaser: User, *recipients: User, at: datetime = AT, destroy_in_days: int | None = None
) -> list[Delivery]:
    """Have an approved build delivered, for thirty days and two downloads."""
    on = day_of(at)
    limits = Limits(
        on + timedelta(days=30), 2, None if destroy_in_days is None else on + timedelta(days=destroy_in_days)
    )
    handing = Handing(recipients or (build.request.owner,), limits, "my organization", str(releaser))
    return deliveries.deliver(build=build, handing=handing, by=releaser, at=at)


# A partner's roster, on a day on which the generated records are current.
ROSTER_AT = datetime(2026, 11, 18, 10, tzinfo=timezone(timedelta(hours=-5)))
TUTORED = TABLE.with_(
    purpose="services",
    use="To tutor the students of our program.",
    level="roster",
    school_years=("2025-26",),
    group_by=(),
    measures=(),
    elements=("name", "grade", "race_ethnicity"),
    specific_group=True,
    school_agreements="no",
)
NDA = {"requester_signed": "2026-09-01", "district_signed": "2026-09-02", "ends": "2027-06-30"}


@dataclass
class Consents:
    """The consents of a test: a source of evidence that a test may change, as the office's own records would."""

    partner: User
    numbers: tuple[str, ...]
    revoked_on: dict[str, date] = field(default_factory=dict)

    def evidence(self, _request: DataRequest, _asked: Draft, _on: date) -> Evidence:
        """Return what a source of evidence says."""
        return Evidence(consents=tuple(self._consent(line, number) for line, number in enumerate(self.numbers, 2)))

    def _consent(self, line: int, number: str) -> Consent:
        return Consent(
            line,
            number,
            TUTORED.elements,
            self.partner.organisation,
            "services",
            Signer.PARENT,
            date(2026, 9, 10),
            revoked_on=self.revoked_on.get(number),
        )


@pytest.fixture
def consents(partner: User, district: WrittenDistrict, records: Store, monkeypatch: pytest.MonkeyPatch) -> Consents:
    """Return the consents of twenty young students to the partner, known to the office."""
    numbers = tuple(
        student.number
        for student in extracts.current_students(district.extract).values()
        if student.grade in {"02", "03", "04"} and student.number
    )[:20]
    made = Consents(partner, numbers)
    monkeypatch.setattr(evidence, "_sources", [*evidence._sources, made.evidence])
    return made


def make_roster(consents: Consents, analyst: User, *, at: datetime = ROSTER_AT) -> DataRequest:
    """Return the partner's request for its students, with everything that the circular asks for."""
    request = make_submitted(consents.partner, TUTORED, numbers=consents.numbers, at=at)
    schools = determinations.current(request, day_of(at)).facts.records
    registered = {
        "school_year": "2026-27",
        "organisation": True,
        "programs": {"Tutoring": True},
        "partnerships": {school.id: True for school in (schools.schools if schools else ())},
    }
    for name, table in (("nda", NDA), ("partnerbps", registered)):
        desk.record_evidence(request=request, name=name, table=table, by=analyst, at=at)
    return desk.start(request=request, by=analyst, at=at)
