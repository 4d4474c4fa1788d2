"""The exception of R46 (T12): an agency sees small groups by a written basis, an agreement and two approvals."""

import csv
import io
from collections import defaultdict
from datetime import timedelta

import pytest
from tests.office import AT, make_person, make_submitted, signed_in
from tests.office_releases import COUNTS, approve, hand_over, make_started, run_build

from schoolgate.core import NotAllowed, Population, SchoolYear
from schoolgate.office.builds import selectors as builds
from schoolgate.office.builds import storage
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.deliveries import rechecks
from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.ledger.actions import SEALED_FOR
from schoolgate.office.ledger.models import Disclosure
from schoolgate.office.ledger.selectors import details_of, rows_about
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.actions import desk
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.seals import open_text
from schoolgate.office.small_groups import actions, selectors
from schoolgate.office.small_groups.actions import Grounds
from schoolgate.office.small_groups.models import Case, Law
from schoolgate.office.small_groups.selectors import Standing
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse import Scope, student_rows
from schoolgate.warehouse.numbers import numbers_of
from schoolgate.warehouse.store import Store

NDA = {"requester_signed": "2026-01-10", "district_signed": "2026-01-12", "ends": "2026-12-31"}
ASKED = COUNTS.with_(
    group_by=("school", "race_ethnicity"),
    measures=("students", "attendance_rate", "mean_days_absent"),
    legal_basis="We audit Title I programs.",
)
GROUNDS = Grounds(Law.AUDIT, "Title I is audited school by school.", "Designation of January 12, 2026")


@pytest.fixture
def agency(db: None) -> User:
    return make_person(
        "omar@agency.example", kind=RequesterKind.AGENCY, name="Omar Ortiz", organisation="State Auditor"
    )


def started(owner: User, analyst: User, draft: Draft = ASKED, nda: dict[str, str] | None = NDA) -> DataRequest:
    request = make_started(owner, analyst, draft)
    desk.record_evidence(request=request, name="nda", table=nda, by=analyst, at=AT)
    return DataRequest.objects.select_related("owner").get(pk=request.pk)


@pytest.fixture
def asked(records: Store, agency: User, analyst: User) -> DataRequest:
    """An agency's request for small groups, with a legal basis and an agreement in force."""
    return started(agency, analyst)


@pytest.fixture
def case(asked: DataRequest, analyst: User) -> Case:
    return actions.propose(request=asked, grounds=GROUNDS, by=analyst, at=AT)


@pytest.fixture
def granted(case: Case, reviewer: User, releaser: User) -> Case:
    agree(case, reviewer, releaser)
    return case


def agree(case: Case, *people: User) -> None:
    for user in people:
        actions.speak(case=case, agree=True, words="The basis is specific.", by=user, at=AT)


def data_of(build: Build) -> list[dict[str, str]]:
    with storage.unsealed(build) as folder:
        return list(csv.DictReader(io.StringIO((folder / "data.csv").read_text(encoding="utf-8-sig"))))


def note_of(build: Build) -> str:
    with storage.unsealed(build) as folder:
        return (folder / "method.md").read_text(encoding="utf-8")


def shown_small(build: Build) -> list[int]:
    counts = (row["students"] for row in data_of(build))
    return [int(count) for count in counts if count.isdecimal() and 0 < int(count) < 10]


def test_t12_without_the_exception_the_same_table_hides_its_small_groups(
    records: Store, agency: User, analyst: User
) -> None:
    build = run_build(started(agency, analyst, ASKED.with_(legal_basis="")), analyst)
    assert build.state == BuildState.BUILT, build.reasons
    assert shown_small(build) == []
    assert any(row["students"] == "*" for row in data_of(build))


def test_neither_basis_nor_agreement_nor_one_approval_shows_a_small_group(
    asked: DataRequest, case: Case, analyst: User, releaser: User
) -> None:
    assert run_build(asked, analyst).state == BuildState.REFUSED
    agree(case, releaser)
    refused = run_build(asked, analyst)
    assert refused.state == BuildState.REFUSED
    assert "Approvals so far: 1" in " ".join(refused.reasons)


def test_t12_with_basis_agreement_and_two_approvals_the_agency_sees_every_group(
    asked: DataRequest, granted: Case, analyst: User
) -> None:
    build = run_build(asked, analyst)
    assert build.state == BuildState.BUILT, build.reasons
    assert build.small_groups == granted
    assert shown_small(build)
    assert not any("*" in row.values() for row in data_of(build))
    whole = next(row for row in data_of(build) if row["school"] == row["race_ethnicity"] == "All")
    groups = [row for row in data_of(build) if row["school_level"] == "school" and row["race_ethnicity"] != "All"]
    assert sum(int(row["students"]) for row in groups) == int(whole["students"])


def test_the_method_note_and_the_terms_say_on_what_it_rests_and_that_it_is_never_published(
    asked: DataRequest, granted: Case, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    build = approve(run_build(asked, analyst), reviewer, second_reviewer)
    note = " ".join(note_of(build).replace("\\", "").split())
    assert "34 CFR 99.31(a)(3) and 99.35" in note
    assert "Title I is audited school by school." in note
    assert "publish none of them, and pass the table on to nobody" in note
    assert "another district" not in note
    [copy] = hand_over(build, releaser, destroy_in_days=100)
    assert "publish none of them" in copy.terms


def test_its_reviewers_are_told_who_approved_and_need_no_second_exception(
    asked: DataRequest, granted: Case, analyst: User, reviewer: User, second_reviewer: User
) -> None:
    build = run_build(asked, analyst)
    [finding] = [each for each in build.findings if each["code"] == "small_by_exception"]
    assert finding["weight"] == "look"
    assert "Rita Reviewer (reviewer), Rel Releaser (releaser)" in finding["values"]["names"]
    approve(build, reviewer, second_reviewer)
    assert DataRequest.objects.get().state == "approved"


def test_every_word_of_it_stands_in_the_ledger(asked: DataRequest, granted: Case, analyst: User) -> None:
    build = run_build(asked, analyst)
    told = {row.event: details_of(row) for row in rows_about(asked.subject)}
    assert told["request.small_groups_proposed"]["basis"] == GROUNDS.basis
    assert told["request.small_groups_decided"]["role"] == "releaser"
    assert details_of(rows_about(build.subject).get(event="build.finished"))["small_groups_case"] == granted.pk
    assert OutboxMail.objects.filter(to=analyst.email, text__contains="Rel Releaser (releaser): agrees").exists()


def test_a_copy_of_it_has_a_day_of_destruction(
    asked: DataRequest, granted: Case, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    build = approve(run_build(asked, analyst), reviewer, second_reviewer)
    with pytest.raises(NotNow, match="day by which"):
        hand_over(build, releaser)


def in_small_groups(store: Store) -> set[str]:
    """Return the students whom some group of fewer than ten counts, worked out one by one from the records."""
    year = SchoolYear(2026)
    elements = ("school", "race_ethnicity")
    rows = student_rows(
        store.snapshot(), Scope.district(), Population(), (year,), elements, AT.date()
    ).table.to_pylist()
    regions = {school.id: school.region_name for school in store.snapshot().schools()}
    groups = defaultdict(set)
    for row in rows:
        for place in {"all", row["_school"], regions[row["_school"]]}:
            for race in ("all", row["race_ethnicity"]):
                groups[place, race].add(row["_student"])
    return {student for group in groups.values() if len(group) < 10 for student in group}


def test_each_student_whom_a_small_group_counts_has_a_line_in_the_disclosure_log_and_nobody_else(
    asked: DataRequest,
    granted: Case,
    analyst: User,
    reviewer: User,
    second_reviewer: User,
    releaser: User,
    records: Store,
) -> None:
    hand_over(approve(run_build(asked, analyst), reviewer, second_reviewer), releaser, destroy_in_days=100)
    behind = in_small_groups(records)
    assert 0 < len(behind) < 900
    numbers = numbers_of(records.snapshot(), behind)
    assert {open_text(bytes(line.student_sealed), SEALED_FOR) for line in Disclosure.objects.all()} == set(
        numbers.values()
    )
    line = Disclosure.objects.first()
    assert line is not None
    assert (line.kind, line.recipient_affiliation, line.releaser_name) == ("released", "State Auditor", "Rel Releaser")
    assert line.parts == (
        "counted in groups of few students by School, Race and ethnicity: "
        "Number of students, Days present as a share of days enrolled, Mean days absent"
    )
    assert line.interest.endswith(GROUNDS.basis)
    assert verify().fault is None


def test_a_table_that_hides_its_small_groups_is_in_nobody_s_log(
    records: Store, agency: User, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    build = run_build(started(agency, analyst, ASKED.with_(legal_basis="")), analyst)
    hand_over(approve(build, reviewer, second_reviewer), releaser)
    assert not Disclosure.objects.exists()


def test_of_a_build_that_lists_nobody_behind_its_small_groups_nobody_is_told_that_there_are_none(
    asked: DataRequest, granted: Case, analyst: User
) -> None:
    """Such as one from before they were listed: its students could not be logged, so it does not leave."""
    build = run_build(asked, analyst)
    build.files.filter(name__endswith="small-groups.csv").delete()
    with pytest.raises(NotNow, match="Build the table again"):
        builds.students_in_small_groups(build)


def test_an_agreement_that_ended_since_keeps_it_in(
    asked: DataRequest, granted: Case, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    build = approve(run_build(asked, analyst), reviewer, second_reviewer)
    assert rechecks.reasons_against(build, AT.date(), thoroughly=True) == ()
    desk.record_evidence(request=asked, name="nda", table={**NDA, "ends": "2026-04-09"}, by=analyst, at=AT)
    with pytest.raises(NotAllowed, match="ended"):
        hand_over(approve(build), releaser, destroy_in_days=100)


@pytest.mark.parametrize(
    ("kind", "draft", "nda", "why"),
    [
        (RequesterKind.PUBLIC, ASKED, NDA, r"R29, R46"),
        (RequesterKind.RESEARCHER, ASKED, NDA, r"R29, R46"),
        (RequesterKind.AGENCY, ASKED.with_(legal_basis=""), NDA, r"no legal basis"),
        (RequesterKind.AGENCY, ASKED, None, r"R46"),
        (RequesterKind.AGENCY, ASKED.with_(audience=("internal", "publication")), NDA, r"no other audience.*R46"),
        (RequesterKind.AGENCY, ASKED.with_(audience=("internal", "funder")), NDA, r"no other audience.*R46"),
        (RequesterKind.AGENCY, ASKED.with_(measures=("max_days_absent",)), NDA, r"R29"),
    ],
    ids=["public", "researcher", "no-basis", "no-agreement", "published", "funder", "one-student"],
)
def test_what_the_circular_refuses_no_approval_opens(  # a table's columns
    records: Store,
    analyst: User,
    kind: RequesterKind,
    draft: Draft,
    nda: dict[str, str] | None,
    why: str,
) -> None:
    owner = make_person("x@example.org", kind=kind, organisation="Some Office")
    request = started(owner, analyst, draft, nda)
    with pytest.raises(NotAllowed, match=why):
        actions.propose(request=request, grounds=GROUNDS, by=analyst, at=AT)


def test_nobody_speaks_twice_nor_to_a_case_of_their_own_and_no_two_reviewers_decide(
    asked: DataRequest, reviewer: User, second_reviewer: User, agency: User, analyst: User, steward: User
) -> None:
    author = make_person("both@district.example", Role.ANALYST, Role.RELEASER)
    case = actions.propose(request=asked, grounds=GROUNDS, by=author, at=AT)
    agree(case, reviewer)
    for user in (author, reviewer, second_reviewer, agency, analyst, steward):
        with pytest.raises(Forbidden):
            agree(case, user)
    assert selectors.standing(case) is Standing.OPEN


def test_one_no_ends_it_and_a_new_version_of_the_request_does_not_inherit_it(
    asked: DataRequest, case: Case, analyst: User, reviewer: User, releaser: User
) -> None:
    actions.speak(case=case, agree=False, words="Ten would do.", by=releaser, at=AT)
    assert selectors.standing(case) is Standing.REFUSED
    with pytest.raises(NotNow, match="not open"):
        agree(case, reviewer)
    again = actions.propose(request=asked, grounds=GROUNDS, by=analyst, at=AT + timedelta(hours=1))
    agree(again, reviewer, releaser)
    assert selectors.granted(asked) == again
    asked.version += 1
    assert selectors.granted(asked) is None
    assert selectors.agreed(asked) == ()


def test_later_tables_are_protected_as_if_nobody_had_seen_it(
    asked: DataRequest, granted: Case, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    build = approve(run_build(asked, analyst), reviewer, second_reviewer)
    hand_over(build, releaser, destroy_in_days=100)
    public = run_build(make_started(make_person("rosa@example.org"), analyst, ASKED.with_(legal_basis="")), analyst)
    assert public.state == BuildState.BUILT, public.reasons
    assert shown_small(public) == []
    assert public.beside == []


def test_the_case_is_written_and_approved_through_the_pages(
    asked: DataRequest, analyst: User, agency: User, reviewer: User, releaser: User
) -> None:
    words = {"law": "audit", "basis": GROUNDS.basis, "agreement": GROUNDS.agreement}
    desk_page = f"/desk/{asked.pk}/"
    assert "Write the case" in signed_in(analyst).get(desk_page).content.decode()
    signed_in(analyst).post(f"{desk_page}small-groups/", words)
    case = Case.objects.get()
    for user in (reviewer, releaser):
        assert "Agree, or not" in signed_in(user).get(desk_page).content.decode()
        answer = {"agree": "yes", "words": "It is specific."}
        signed_in(user).post(f"{desk_page}small-groups/{case.pk}/", answer)
    assert "Approved by two people" in signed_in(analyst).get(desk_page).content.decode()
    assert "you may be shown them" in signed_in(agency).get(f"/requests/{asked.pk}/").content.decode()


def test_a_request_that_asks_for_no_small_groups_says_nothing_of_them(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    assert "Small groups" not in signed_in(analyst).get(f"/desk/{request.pk}/").content.decode()
