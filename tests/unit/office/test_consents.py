from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pytest_django import Settings
from tests import consents as families
from tests.agreements import make_out, sign_both
from tests.consents import RECIPIENT, Pupil, answer, ask, token_in
from tests.office import AT, EASTERN, NUMBERS, ROSTER, make_person, make_submitted

from schoolgate.core import BadInput, NotAllowed, SchoolYear
from schoolgate.office.clock import day_of
from schoolgate.office.consents import falls, identities, selectors
from schoolgate.office.consents.actions import asking, bars, imports, withdrawing
from schoolgate.office.consents.falls import Withdrawn
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord
from schoolgate.office.errors import Forbidden, Hidden, NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import DisclosureRecord
from schoolgate.office.ledger.models import DisclosureKind, LedgerRow
from schoolgate.office.ledger.selectors import details_of, rows_about
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import determinations
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.consents import Signer
from schoolgate.policy.determination import GateId, GateStatus
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

HEADER = "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on\n"
GOOD = "100001,attendance_by_quarter;course_marks,Harbor Tutors,services,parent,2026-01-05,2026-12-31,\n"


@pytest.fixture
def at(store: Store, release_on: date, settings: Settings) -> datetime:
    """Give the office the generated district, and an instant of its day."""
    settings.SCHOOLGATE_STORE = store.path
    return datetime(release_on.year, release_on.month, release_on.day, 10, tzinfo=EASTERN)


@pytest.fixture
def young(store: Store, at: datetime) -> Pupil:
    return families.young(store, day_of(at))


def take_in(text: str, by: User, when: datetime = AT) -> imports.Taken:
    return imports.take_in(name="consents.csv", content=text.encode(), by=by, at=when)


def consent_gate(request: DataRequest, on: date) -> GateStatus | None:
    found = determinations.current(request, on).determination.gate(GateId.CONSENT)
    return None if found is None else found.status


def test_a_file_of_consents_opens_the_gate_for_its_recipient_and_purpose(partner: User, analyst: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    assert consent_gate(request, day_of(AT)) is GateStatus.MISSING
    assert take_in(HEADER + GOOD, analyst) == imports.Taken(1, 0, 0)
    assert consent_gate(request, day_of(AT)) is GateStatus.MET
    assert consent_gate(request, date(2027, 1, 1)) is GateStatus.MISSING


@pytest.mark.parametrize(
    "line",
    [GOOD.replace("Harbor Tutors", "Other Tutors"), GOOD.replace("services", "research")],
    ids=["another recipient", "another purpose"],
)
def test_a_consent_for_somebody_or_something_else_does_not_count(partner: User, analyst: User, line: str) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    take_in(HEADER + line, analyst)
    assert consent_gate(request, day_of(AT)) is GateStatus.MISSING


def test_every_fault_of_a_file_is_named_by_line_and_nothing_is_taken_in(analyst: User) -> None:
    bad = HEADER + GOOD + GOOD.replace("100001", "A. Pupil") + GOOD.replace("course_marks", "shoe_size")
    bad += GOOD.replace("2026-01-05", "5 January")
    with pytest.raises(BadInput) as raised:
        take_in(bad, analyst)
    assert [(fault.line, fault.column) for fault in raised.value.faults] == [(4, "elements"), (5, "signed_on")]
    with pytest.raises(BadInput) as raised:
        take_in(HEADER + GOOD + GOOD.replace("100001", "A. Pupil"), analyst)
    assert [(fault.line, fault.column) for fault in raised.value.faults] == [(3, "student_id")]
    assert not ConsentRecord.objects.exists()


def test_a_file_taken_in_twice_adds_nothing_and_a_withdrawal_in_it_counts(partner: User, analyst: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    take_in(HEADER + GOOD, analyst)
    assert take_in(HEADER + GOOD, analyst) == imports.Taken(0, 1, 0)
    assert take_in(HEADER + GOOD.replace(",\n", ",2026-04-10\n"), analyst) == imports.Taken(0, 1, 1)
    assert consent_gate(request, day_of(AT)) is GateStatus.MISSING
    assert take_in(HEADER + GOOD, analyst) == imports.Taken(0, 1, 0)
    assert consent_gate(request, day_of(AT)) is GateStatus.MISSING


def test_student_numbers_lie_sealed_and_stay_out_of_the_ledger(analyst: User) -> None:
    take_in(HEADER + GOOD, analyst)
    record = ConsentRecord.objects.get()
    assert b"100001" not in bytes(record.student_sealed)
    assert identities.student_of(record.student_sealed) == "100001"
    assert not any("100001" in row.details for row in LedgerRow.objects.all())


def test_only_analysts_keep_consents(partner: User, auditor: User) -> None:
    for user in (partner, auditor):
        with pytest.raises(Forbidden):
            take_in(HEADER + GOOD, user)


def test_a_parent_grants_and_denies_part_by_part(young: Pupil, analyst: User, at: datetime) -> None:
    asked, token = ask(young, analyst, at)
    record = asking.sign(token=token, answer=answer(young, asked, at, course_marks=False), at=at)
    assert (record.elements, record.denied) == (["attendance_by_quarter"], ["course_marks"])
    read = selectors.as_policy_reads(selectors.all_records().get())
    assert (read.student_id, read.signer, read.signed_on) == (young.number, Signer.PARENT, day_of(at))
    [row] = rows_about(record.subject)
    assert details_of(row) == {"granted": 1, "denied": 1, "text_sha256": record.text_sha256, "language": "en"}
    assert verify().fault is None


def test_a_link_signs_once(young: Pupil, analyst: User, at: datetime) -> None:
    asked, token = ask(young, analyst, at)
    asking.sign(token=token, answer=answer(young, asked, at), at=at)
    with pytest.raises(Hidden):
        asking.sign(token=token, answer=answer(young, asked, at), at=at)
    assert ConsentRecord.objects.count() == 1


def test_a_link_ends_after_two_weeks(young: Pupil, analyst: User, at: datetime) -> None:
    asked, token = ask(young, analyst, at)
    late = at + timedelta(days=asking.LINK_DAYS)
    with pytest.raises(Hidden):
        asking.sign(token=token, answer=answer(young, asked, late), at=late)


def test_a_wrong_birth_date_signs_nothing_and_after_five_the_link_is_dead(
    young: Pupil, analyst: User, at: datetime
) -> None:
    asked, token = ask(young, analyst, at)
    wrong = replace(answer(young, asked, at), birth_date=date(2000, 1, 1))
    for _ in range(selectors.MAX_FAILURES):
        with pytest.raises(NotAllowed):
            asking.sign(token=token, answer=wrong, at=at)
    with pytest.raises(Hidden):
        asking.sign(token=token, answer=answer(young, asked, at), at=at)
    assert not ConsentRecord.objects.exists()


def test_nobody_signs_a_text_that_was_not_shown_or_leaves_a_part_open(
    young: Pupil, analyst: User, at: datetime
) -> None:
    asked, token = ask(young, analyst, at)
    good = answer(young, asked, at)
    for bad in (
        replace(good, text_sha256="0" * 64),
        replace(good, parts={"course_marks": True}),
        replace(good, name=""),
    ):
        with pytest.raises(NotAllowed):
            asking.sign(token=token, answer=bad, at=at)
    assert not ConsentRecord.objects.exists()


def test_age_and_grade_on_the_day_decide_who_is_asked(store: Store, young: Pupil, analyst: User, at: datetime) -> None:
    grown = families.grown(store, day_of(at))
    for pupil, signer in ((young, Signer.STUDENT), (grown, Signer.PARENT)):
        with pytest.raises(NotAllowed):
            ask(pupil, analyst, at, signer)
    asked, token = ask(grown, analyst, at, Signer.STUDENT)
    assert asking.sign(token=token, answer=answer(grown, asked, at), at=at).signer == "student"


def test_a_number_that_no_record_knows_is_not_asked_online(analyst: User, at: datetime) -> None:
    with pytest.raises(NotAllowed):
        ask(Pupil("999999", date(2010, 1, 1), "08"), analyst, at)
    assert not OutboxMail.objects.filter(key__startswith="consent-ask").exists()


def test_a_court_paper_stops_link_signature_and_return(young: Pupil, analyst: User, at: datetime) -> None:
    asked, token = ask(young, analyst, at)
    _second, other = ask(young, analyst, at)
    record = asking.sign(token=token, answer=answer(young, asked, at), at=at)
    keeper = token_in(OutboxMail.objects.get(key=f"{record.subject}:receipt"))
    bar = bars.bar(student_number=young.number, email="Mother@family.example", paper="Probate Court", by=analyst, at=at)
    assert selectors.as_policy_reads(selectors.all_records().get()).signer_barred
    with pytest.raises(Hidden):
        selectors.ask_of(other, at)
    with pytest.raises(Hidden):
        selectors.kept_by(keeper)
    with pytest.raises(NotAllowed):
        ask(young, analyst, at)
    bars.end_bar(bar=bar, by=analyst, at=at)
    assert not selectors.as_policy_reads(selectors.all_records().get()).signer_barred


def released(student: str, recipient: str, by: User) -> None:
    record = DisclosureRecord(
        kind=DisclosureKind.RELEASED,
        releaser_name="Rel Releaser",
        recipient_name="Pat Partner",
        recipient_affiliation=recipient,
        parts="attendance",
        purpose="services",
    )
    ledger.log_disclosure(record=record, students=[student], subject=f"release:{recipient}", by=by.as_actor, at=AT)


def test_a_withdrawal_stops_the_next_build_and_flags_what_is_out(
    partner: User, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Withdrawn] = []
    monkeypatch.setattr(falls, "_listeners", [told.append])
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    take_in(HEADER + GOOD, analyst)
    released("100001", "harbor  tutors", analyst)
    released("100001", "Somebody Else", analyst)
    withdrawing.withdraw_for(record=ConsentRecord.objects.get(), by=analyst, at=AT)
    assert consent_gate(request, day_of(AT)) is GateStatus.MISSING
    request.refresh_from_db()
    assert request.outcome == "blocked"
    [one] = told
    assert (one.student_number, one.out) == ("100001", ("release:harbor  tutors",))
    [letter] = OutboxMail.objects.filter(key__contains=":out:")
    assert letter.to == analyst.email
    assert "100001" not in letter.text + letter.subject
    with pytest.raises(NotNow):
        withdrawing.withdraw_for(record=ConsentRecord.objects.get(), by=analyst, at=AT)


def test_the_signer_comes_back_by_the_receipt_and_withdraws(young: Pupil, analyst: User, at: datetime) -> None:
    asked, token = ask(young, analyst, at)
    record = asking.sign(token=token, answer=answer(young, asked, at), at=at)
    letter = OutboxMail.objects.get(key=f"{record.subject}:receipt")
    assert young.number not in letter.text
    withdrawing.withdraw_by_link(token=token_in(letter), at=at)
    assert ConsentRecord.objects.get().revoked_on == day_of(at)
    with pytest.raises(Hidden):
        withdrawing.withdraw_by_link(token=token, at=at)


def test_opt_outs_of_a_year_are_kept_once_and_taken_back(analyst: User) -> None:
    year = SchoolYear.parse("2025-26")
    made = bars.opt_out(student_number="100001", school_year=year, by=analyst, at=AT)
    assert selectors.opted_out(year) == {"100001"}
    assert selectors.opted_out(SchoolYear.parse("2024-25")) == frozenset()
    with pytest.raises(NotNow):
        bars.opt_out(student_number="100001", school_year=year, by=analyst, at=AT)
    bars.take_back_opt_out(opt_out=made, by=analyst, at=AT)
    assert selectors.opted_out(year) == frozenset()


def test_consents_and_agreement_together_let_a_roster_go_ahead(partner: User, analyst: User, releaser: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    sign_both(make_out(partner, analyst), releaser)
    take_in(HEADER + GOOD, analyst)
    decided = determinations.current(request, day_of(AT)).determination
    assert {str(one.gate) for one in decided.gates if one.status is GateStatus.MISSING} == {"partnerbps"}


def test_of_two_who_sign_by_one_link_at_once_one_wins(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None], store: Store, at: datetime
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST)
    young = families.young(store, day_of(at))
    asked, token = ask(young, analyst, at)
    refused: list[int] = []

    def work(nth: int) -> None:
        try:
            asking.sign(token=token, answer=answer(young, asked, at, course_marks=bool(nth)), at=at)
        except Hidden:
            refused.append(nth)

    at_once(work, 2)
    assert (ConsentRecord.objects.count(), len(refused)) == (1, 1)
    assert ConsentAsk.objects.get().record == ConsentRecord.objects.get()


def test_of_two_who_withdraw_at_once_one_wins(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST, kind=RequesterKind.PUBLIC)
    take_in(HEADER + GOOD, analyst)
    record = ConsentRecord.objects.get()
    refused: list[int] = []

    def work(nth: int) -> None:
        try:
            withdrawing.withdraw_for(record=record, by=analyst, at=AT)
        except NotNow:
            refused.append(nth)

    at_once(work, 3)
    assert len(refused) == 2
    assert [row.event for row in rows_about(record.subject)] == ["consent.withdrawn"]
    assert record.recipient == RECIPIENT


def test_of_many_who_guess_at_once_no_more_are_heard_than_in_turn(
    office_db: None, at: datetime, store: Store, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    pupil = families.young(store, day_of(at))
    asked, token = ask(pupil, make_person("ana@district.example", Role.ANALYST), at)
    heard: list[int] = []

    def guess(nth: int) -> None:
        wrong = replace(answer(pupil, asked, at), birth_date=date(2000, 1, 1) + timedelta(days=nth))
        try:
            asking.sign(token=token, answer=wrong, at=at)
        except Hidden:
            return
        except NotAllowed:
            heard.append(nth)

    at_once(guess, 2 * selectors.MAX_FAILURES)
    assert len(heard) == selectors.MAX_FAILURES
