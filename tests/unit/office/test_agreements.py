from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.agreements import TERMS, make_out, sign, sign_both
from tests.office import AT, NUMBERS, ROSTER, make_person, make_submitted

from schoolgate.core import NotAllowed
from schoolgate.office import tick
from schoolgate.office.agreements import falls, permissions
from schoolgate.office.agreements.actions import documents, drafting, ending, signing
from schoolgate.office.agreements.actions.documents import HandedIn
from schoolgate.office.agreements.actions.signing import Click
from schoolgate.office.agreements.models import Agreement, Document, DocumentKind, Side, Signature
from schoolgate.office.agreements.texts import ClausesMissing
from schoolgate.office.agreements.transitions import State
from schoolgate.office.agreements.wordings import Kind, newest
from schoolgate.office.clock import day_of
from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.ledger.selectors import details_of, rows_about
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import determinations
from schoolgate.office.requests.actions import drafts, thread
from schoolgate.policy.clocks import ClockId
from schoolgate.policy.determination import GateId, GateStatus
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import RequesterKind


def status_of(request: object, gate: GateId, on: date) -> GateStatus | None:
    found = determinations.current(request, on).determination.gate(gate)  # type: ignore[arg-type]  # a DataRequest
    return None if found is None else found.status


@pytest.mark.parametrize("kind", Kind)
def test_a_wording_holds_every_clause_that_it_needs(kind: Kind) -> None:
    wording = newest(kind)
    needed = wording.needed(current_pack(day_of(AT)).agreements)
    assert needed
    assert set(needed) <= {clause.id for clause in wording.clauses}


@pytest.mark.parametrize(
    ("kind", "clause"),
    [(kind, clause) for kind in Kind for clause in newest(kind).needed(current_pack(day_of(AT)).agreements)],
    ids=lambda value: str(value),
)
def test_an_agreement_without_a_mandatory_clause_is_not_sent(
    partner: User, analyst: User, kind: Kind, clause: str
) -> None:
    with pytest.raises(ClausesMissing) as raised:
        make_out(partner, analyst, kind, terms=replace(TERMS, struck=(clause,)))
    assert raised.value.clauses == (clause,)
    assert not OutboxMail.objects.filter(key__contains="to_sign").exists()


@pytest.mark.parametrize(
    ("kind", "change", "clause"),
    [
        (Kind.STUDIES, {"study_purpose": "to write a thesis"}, "purpose"),
        (Kind.STUDIES, {"destroy_by": None}, "destruction"),
        (Kind.STUDIES, {"ends_on": None}, "duration"),
        (Kind.AUDIT, {"blanks": {**TERMS.blanks, "representative": " "}}, "representative"),
        (Kind.AUDIT, {"blanks": {**TERMS.blanks, "activity": ""}}, "activity"),
        (Kind.NDA, {"blanks": {**TERMS.blanks, "persons": ""}}, "persons"),
    ],
)
def test_a_clause_with_an_empty_blank_counts_as_missing(
    partner: User, analyst: User, kind: Kind, change: dict[str, object], clause: str
) -> None:
    with pytest.raises(ClausesMissing) as raised:
        make_out(partner, analyst, kind, terms=replace(TERMS, **change))  # type: ignore[arg-type]  # named as the fields are
    assert clause in raised.value.clauses


@pytest.mark.parametrize("change", [{"ends_on": date(2026, 3, 1)}, {"destroy_by": date(2026, 3, 1)}], ids=str)
def test_dates_that_can_not_hold_are_refused(partner: User, analyst: User, change: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        make_out(partner, analyst, terms=replace(TERMS, **change))  # type: ignore[arg-type]  # named as the fields are


def test_words_are_fixed_once_an_agreement_is_out(partner: User, analyst: User) -> None:
    agreement = make_out(partner, analyst)
    with pytest.raises(NotNow):
        drafting.write(agreement=agreement, terms=TERMS, by=analyst, at=AT)


def test_both_sides_sign_the_same_text_and_the_ledger_says_so(partner: User, analyst: User, releaser: User) -> None:
    agreement = sign_both(make_out(partner, analyst), releaser)
    assert agreement.state == State.SIGNED
    rows = list(rows_about(agreement.subject))
    assert [row.event for row in rows] == [
        "agreement.drafted",
        "agreement.written",
        "agreement.sent",
        "agreement.signed",
        "agreement.signed",
        "agreement.concluded",
    ]
    assert {details_of(row)["text_sha256"] for row in rows[2:5]} == {agreement.text_sha256}
    assert verify().fault is None


def test_only_the_party_and_a_releaser_sign_each_for_their_side(
    partner: User, analyst: User, releaser: User, requester: User
) -> None:
    agreement = make_out(partner, analyst)
    for side, by in ((Side.REQUESTER, releaser), (Side.REQUESTER, requester), (Side.DISTRICT, analyst)):
        with pytest.raises(Forbidden):
            sign(agreement, side, by)
    with pytest.raises(Forbidden):
        sign(agreement, Side.DISTRICT, partner)


def test_nobody_signs_words_they_have_not_seen(partner: User, analyst: User) -> None:
    agreement = make_out(partner, analyst)
    with pytest.raises(NotNow):
        signing.sign(agreement=agreement, side=Side.REQUESTER, click=Click("0" * 64, "Pat", "x"), by=partner, at=AT)


def test_a_partners_clock_runs_from_the_agreement_signed_after_submission(
    partner: User, analyst: User, releaser: User
) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)  # Friday 10 April
    agreement = make_out(partner, analyst)
    assert determinations.current(request, day_of(AT)).clock(ClockId.FULFILMENT).due is None  # type: ignore[union-attr]
    later = AT + timedelta(days=13)  # Thursday 23 April: eight business days, for Monday 20 April is Patriots' Day
    sign_both(agreement, releaser, later)
    request.refresh_from_db()
    assert (str(request.due_on), request.clock_state) == ("2026-05-14", "running")


def test_an_agreement_lets_a_gate_open_and_its_end_shuts_it(partner: User, analyst: User, releaser: User) -> None:
    request, on = make_submitted(partner, ROSTER, numbers=NUMBERS), day_of(AT)
    assert status_of(request, GateId.NDA, on) is GateStatus.MISSING
    agreement = sign_both(make_out(partner, analyst), releaser)
    assert status_of(request, GateId.NDA, on) is GateStatus.MET
    assert status_of(request, GateId.NDA, date(2026, 12, 31)) is GateStatus.MET
    assert status_of(request, GateId.NDA, date(2027, 1, 1)) is GateStatus.MISSING
    ending.terminate(agreement=agreement, reason="Data was passed on.", by=releaser, at=AT)
    assert status_of(request, GateId.NDA, on) is GateStatus.MISSING


def test_an_agreement_speaks_of_nobody_elses_requests(partner: User, analyst: User, releaser: User) -> None:
    sign_both(make_out(partner, analyst), releaser)
    namesake = make_person("mallory@partner.example", kind=RequesterKind.PARTNER, organisation=partner.organisation)
    request = make_submitted(namesake, ROSTER, numbers=NUMBERS)
    assert status_of(request, GateId.NDA, day_of(AT)) is GateStatus.MISSING
    drafting.cover(agreement=Agreement.objects.get(), colleague=namesake, by=analyst, at=AT)
    assert status_of(request, GateId.NDA, day_of(AT)) is GateStatus.MET


def test_an_agreement_for_another_purpose_does_not_count(partner: User, analyst: User, releaser: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    sign_both(make_out(partner, analyst, terms=replace(TERMS, purposes=("research",))), releaser)
    assert status_of(request, GateId.NDA, day_of(AT)) is not GateStatus.MET


def test_a_study_agreement_counts_for_its_own_request_with_the_clauses_it_holds(
    analyst: User, releaser: User, db: None
) -> None:
    nia = make_person("nia@university.example", kind=RequesterKind.RESEARCHER, organisation="Bay State")
    study = ROSTER.with_(purpose="research", ferpa_exception="studies", school_agreements="")
    first, second = (make_submitted(nia, study, numbers=NUMBERS) for _ in range(2))
    sign_both(make_out(nia, analyst, Kind.STUDIES, request=first), releaser)
    assert status_of(first, GateId.STUDY_AGREEMENT, day_of(AT)) is GateStatus.MET
    assert status_of(second, GateId.STUDY_AGREEMENT, day_of(AT)) is GateStatus.MISSING


def test_words_changed_while_the_office_waits_change_nothing_before_they_are_submitted(
    analyst: User, releaser: User, db: None
) -> None:
    nia = make_person("nia@university.example", kind=RequesterKind.RESEARCHER, organisation="Bay State")
    study = ROSTER.with_(purpose="research", ferpa_exception="studies", school_agreements="")
    request = make_submitted(nia, study, numbers=NUMBERS)
    sign_both(make_out(nia, analyst, Kind.STUDIES, request=request), releaser)
    thread.ask(request=request, text="Which grades?", by=analyst, at=AT)
    request.refresh_from_db()
    drafts.save(request=request, draft=study.with_(ferpa_exception="audit"), needed_by=None, by=nia, at=AT)
    request.refresh_from_db()
    assert status_of(request, GateId.STUDY_AGREEMENT, day_of(AT)) is GateStatus.MET


def test_an_agreement_counts_from_its_first_day(partner: User, analyst: User, releaser: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    begins = date(2026, 4, 20)
    sign_both(make_out(partner, analyst, terms=replace(TERMS, starts_on=begins)), releaser)
    assert status_of(request, GateId.NDA, begins - timedelta(days=1)) is GateStatus.MISSING
    assert status_of(request, GateId.NDA, begins) is GateStatus.MET


def scan(agreement: Agreement, by: User) -> Document:
    file = HandedIn(DocumentKind.SCAN, "signed.pdf", "application/pdf", [b"%PDF-1.7 a scan"])
    return documents.add(agreement=agreement, file=file, by=by, at=AT)


def test_a_scan_counts_once_somebody_else_has_checked_it_with_the_days_on_the_paper(
    partner: User, analyst: User, releaser: User
) -> None:
    agreement = make_out(partner, analyst)
    paper = scan(agreement, partner)
    with pytest.raises(Forbidden):
        signing.accept_scan(document=paper, days={Side.REQUESTER: date(2026, 4, 9)}, by=analyst, at=AT)
    days = {Side.REQUESTER: date(2026, 4, 9), Side.DISTRICT: date(2026, 4, 10)}
    signed = signing.accept_scan(document=paper, days=days, by=releaser, at=AT)
    assert (signed.state, bool(signed.signed_key)) == (State.SIGNED, True)
    assert {s.signed_on for s in Signature.objects.all()} == set(days.values())
    with pytest.raises(NotNow):
        signing.accept_scan(document=paper, days=days, by=releaser, at=AT)


def test_a_refused_scan_leaves_the_agreement_open_and_says_why(partner: User, analyst: User, releaser: User) -> None:
    agreement = make_out(partner, analyst)
    signing.refuse_scan(document=scan(agreement, partner), remark="Page 2 is missing.", by=releaser, at=AT)
    agreement.refresh_from_db()
    assert agreement.state == State.OUT
    assert "Page 2 is missing." in OutboxMail.objects.get(key__contains="scan_refused").text


def test_reminders_come_at_60_30_and_7_days_once_each(partner: User, analyst: User, releaser: User) -> None:
    agreement = sign_both(make_out(partner, analyst), releaser)
    keys = f"{agreement.subject}:ends:"
    for days_left in (70, 60, 59, 45, 30, 30, 8, 7, 1, 0):
        at = AT.replace(year=2026, month=12, day=31) - timedelta(days=days_left)
        tick.run(at)
    written = OutboxMail.objects.filter(key__startswith=keys).order_by("written_at")
    assert [(one.key.removeprefix(keys), one.subject[:15]) for one in written] == [
        ("60", "Ends in 60 days"),
        ("30", "Ends in 30 days"),
        ("7", "Ends in 7 days:"),
    ]


def test_an_end_is_noted_once_and_told_to_whoever_listens(
    partner: User, analyst: User, releaser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(falls, "_listeners", [lambda agreement, _at: told.append(agreement.subject)])
    agreement = sign_both(make_out(partner, analyst), releaser)
    for _ in range(2):
        tick.run(AT.replace(year=2027, month=1, day=1))
    assert told == [agreement.subject]
    assert [row.event for row in rows_about(agreement.subject)].count("agreement.ended") == 1


def test_a_renewal_in_good_time_stops_reminders_and_moves_no_clock(
    partner: User, analyst: User, releaser: User
) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    agreement = sign_both(make_out(partner, analyst), releaser)
    request.refresh_from_db()
    due = request.due_on
    renewal = drafting.renew(agreement=agreement, by=analyst, at=AT)
    assert renewal.starts_on == date(2027, 1, 1)
    renewal = sign_both(drafting.send(agreement=renewal, by=analyst, at=AT), releaser, AT + timedelta(days=4))
    request.refresh_from_db()
    assert request.due_on == due
    tick.run(AT.replace(month=12, day=20))
    assert not OutboxMail.objects.filter(key__startswith=f"{agreement.subject}:ends").exists()
    assert status_of(request, GateId.NDA, date(2027, 1, 1)) is GateStatus.MET


def test_who_sees_an_agreement(partner: User, analyst: User, auditor: User, requester: User) -> None:
    draft = drafting.draft(kind=Kind.NDA, party=partner, by=analyst, at=AT, terms=TERMS)
    assert not permissions.visible_to(partner).exists()
    drafting.send(agreement=draft, by=analyst, at=AT)
    assert permissions.visible_to(partner).exists()
    assert permissions.visible_to(auditor).exists()
    assert not permissions.visible_to(requester).exists()


def test_of_two_who_sign_for_the_district_at_once_one_wins_and_the_other_is_told(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    partner = make_person("pat@partner.example", kind=RequesterKind.PARTNER, organisation="Harbor Tutors")
    analyst = make_person("ana@district.example", Role.ANALYST)
    releasers = [make_person(f"rel{n}@district.example", Role.RELEASER) for n in range(4)]
    agreement = make_out(partner, analyst)
    sign(agreement, Side.REQUESTER, partner)
    told: list[str] = []

    def work(nth: int) -> None:
        try:
            sign(agreement, Side.DISTRICT, releasers[nth])
        except NotNow as error:
            told.extend(error.reasons)

    at_once(work, len(releasers))
    assert Signature.objects.filter(side=Side.DISTRICT).count() == 1
    assert len(told) == 3
    assert all("has signed for" in reason or "signed by both" in reason for reason in told)
    events = [row.event for row in rows_about(agreement.subject)]
    assert events.count("agreement.concluded") == 1


def test_both_sides_signing_at_once_conclude_the_agreement_once(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    partner = make_person("pat@partner.example", kind=RequesterKind.PARTNER, organisation="Harbor Tutors")
    releaser = make_person("rel@district.example", Role.RELEASER)
    agreement = make_out(partner, make_person("ana@district.example", Role.ANALYST))
    at_once(lambda n: sign(agreement, (Side.REQUESTER, Side.DISTRICT)[n], (partner, releaser)[n]), 2)
    agreement.refresh_from_db()
    assert agreement.state == State.SIGNED
    assert [row.event for row in rows_about(agreement.subject)].count("agreement.concluded") == 1
