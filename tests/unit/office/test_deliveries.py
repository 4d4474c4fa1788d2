"""Deliveries: named people, counted and dated, logged, withdrawn, destroyed."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings
from tests.office import AT, make_draft, make_person
from tests.office_releases import (
    COUNTS,
    ROSTER_AT,
    Consents,
    approve,
    hand_over,
    make_roster,
    make_started,
    run_build,
)

from schoolgate.core import NotAllowed
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions, copies, downloading, selectors, upkeep
from schoolgate.office.deliveries.actions import Destruction
from schoolgate.office.deliveries.models import Delivery, Download
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.ledger.models import Disclosure, LedgerRow
from schoolgate.office.ledger.selectors import disclosures_of
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.actions import submission
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.policy import versions
from schoolgate.release.files import inspect_workbook
from schoolgate.release.verify import verify_release
from schoolgate.warehouse.store import Store


@pytest.fixture
def counts(records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User) -> Build:
    """Counts of groups that two people approved."""
    return approve(run_build(make_started(requester, analyst), analyst), reviewer, second_reviewer)


@pytest.fixture
def roster(consents: Consents, analyst: User, reviewer: User, second_reviewer: User) -> Build:
    """A roster of twenty students that two people approved."""
    build = run_build(make_roster(consents, analyst), analyst, at=ROSTER_AT)
    assert build.state == BuildState.BUILT, build.reasons
    return approve(build, reviewer, second_reviewer, at=ROSTER_AT)


@pytest.fixture
def handed(roster: Build, releaser: User, partner: User) -> Delivery:
    """The partner's copy of the roster, with the terms accepted."""
    [delivery] = hand_over(roster, releaser, at=ROSTER_AT, destroy_in_days=100)
    actions.accept(delivery=delivery, name="Pat", by=partner, at=ROSTER_AT, has_second_factor=True)
    return Delivery.objects.select_related("build__request__owner", "recipient").get()


def take(delivery: Delivery, days_later: int = 0) -> bytes:
    """Download a copy as its recipient."""
    at = delivery.released_at + timedelta(days=days_later)
    current = selectors.own(delivery.recipient, delivery.pk)
    sending = downloading.begin(delivery=current, by=delivery.recipient, at=at, has_second_factor=True)
    raw = b"".join(sending.pieces())
    sending.sent(at)
    sending.end()
    return raw


def archive(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_t55_a_roster_of_twenty_students_has_twenty_lines_in_the_disclosure_log(
    roster: Build, consents: Consents, releaser: User
) -> None:
    hand_over(roster, releaser, at=ROSTER_AT, destroy_in_days=100)
    assert roster.rows == len(consents.numbers) == Disclosure.objects.count() == 20
    [line] = disclosures_of(consents.numbers[0])
    assert (line.releaser_name, line.signature) == ("Rel Releaser", "Rel Releaser")
    assert (line.recipient_name, line.recipient_affiliation) == ("Pat Partner", "Harbor Tutors")
    assert (line.parts, line.purpose) == (
        "Name in use, Grade level, Race and ethnicity",
        "To tutor the students of our program.",
    )
    assert line.at == ROSTER_AT
    assert verify().fault is None


def test_counts_of_groups_log_no_student(counts: Build, releaser: User) -> None:
    hand_over(counts, releaser)
    assert not Disclosure.objects.exists()


def test_each_recipient_gets_a_copy_that_differs_by_its_mark_and_by_no_figure(
    counts: Build, releaser: User, requester: User, partner: User
) -> None:
    opened = []
    for delivery in hand_over(counts, releaser, requester, partner):
        actions.accept(delivery=delivery, name="x", by=delivery.recipient, at=AT, has_second_factor=True)
        opened.append((delivery.mark, archive(take(delivery))))
    (mark, one), (other_mark, other) = opened
    assert mark != other_mark
    assert {name for name in one if one[name] != other[name]} == {
        "method.md", "manifest.json", "data.xlsx", "terms.txt",
    }  # fmt: skip
    assert mark in one["method.md"].decode()
    assert json.loads(one["manifest.json"])["sources"] == {"copy": mark}
    assert copies.mark_in_workbook(one["data.xlsx"]) == mark
    assert selectors.traced(mark.lower()).recipient == requester  # type: ignore[union-attr]  # it is there
    with (
        zipfile.ZipFile(io.BytesIO(one["data.xlsx"])) as first,
        zipfile.ZipFile(io.BytesIO(other["data.xlsx"])) as second,
    ):
        changed = {part for part in first.namelist() if first.read(part) != second.read(part)}
    assert changed == {"docProps/core.xml"}


def test_the_marked_spreadsheet_hides_nothing(counts: Build, releaser: User, requester: User, tmp_path: Path) -> None:
    [delivery] = hand_over(counts, releaser)
    actions.accept(delivery=delivery, name="x", by=requester, at=AT, has_second_factor=True)
    (tmp_path / "data.xlsx").write_bytes(archive(take(delivery))["data.xlsx"])
    assert not inspect_workbook(tmp_path / "data.xlsx")


def test_a_copy_is_sealed_on_disk(handed: Delivery) -> None:
    raw = (selectors.copies_folder() / handed.key).read_bytes()
    assert not raw.startswith(b"PK")
    assert handed.mark.encode() not in raw


def test_only_the_named_recipient_with_a_second_factor_and_accepted_terms_downloads(
    counts: Build, releaser: User, requester: User, partner: User
) -> None:
    [delivery] = hand_over(counts, releaser)
    with pytest.raises(Forbidden, match="somebody else"):
        downloading.begin(delivery=delivery, by=partner, at=AT, has_second_factor=True)
    with pytest.raises(Forbidden, match="second factor"):
        downloading.begin(delivery=delivery, by=requester, at=AT, has_second_factor=False)
    with pytest.raises(NotNow, match="terms"):
        downloading.begin(delivery=delivery, by=requester, at=AT, has_second_factor=True)
    assert not Download.objects.exists()


def test_downloads_are_counted_and_end_with_their_day(counts: Build, releaser: User, requester: User) -> None:
    [delivery] = hand_over(counts, releaser)
    actions.accept(delivery=delivery, name="Rosa", by=requester, at=AT, has_second_factor=True)
    take(delivery)
    with pytest.raises(NotNow, match="last day"):
        take(delivery, days_later=31)
    take(delivery, days_later=30)
    with pytest.raises(NotNow, match="as often as allowed"):
        take(delivery)


def test_a_download_that_was_cut_off_begins_once_more_without_being_counted_again(
    counts: Build, releaser: User, requester: User
) -> None:
    [delivery] = hand_over(counts, releaser)
    actions.accept(delivery=delivery, name="Rosa", by=requester, at=AT, has_second_factor=True)
    for counted in (1, 1, 2, 2):
        downloading.begin(delivery=delivery, by=requester, at=AT, has_second_factor=True).end()
        assert Download.objects.count() == counted
    with pytest.raises(NotNow, match="as often as allowed"):
        take(delivery)
    told = LedgerRow.objects.filter(subject=delivery.subject, event__contains="download").values_list(
        "event", flat=True
    )
    assert list(told) == ["delivery.downloaded", "delivery.download_repeated"] * 2


def test_downloads_that_go_on_or_were_sent_whole_are_not_taken_for_cut_off(
    counts: Build, releaser: User, requester: User
) -> None:
    [delivery] = hand_over(counts, releaser)
    actions.accept(delivery=delivery, name="Rosa", by=requester, at=AT, has_second_factor=True)
    going_on = downloading.begin(delivery=delivery, by=requester, at=AT, has_second_factor=True)
    take(delivery)
    assert Download.objects.count() == 2
    going_on.end()
    with pytest.raises(NotNow, match="as often as allowed"):
        take(delivery)


def test_a_download_that_was_cut_off_days_ago_is_counted_anew(counts: Build, releaser: User, requester: User) -> None:
    [delivery] = hand_over(counts, releaser)
    actions.accept(delivery=delivery, name="Rosa", by=requester, at=AT, has_second_factor=True)
    downloading.begin(delivery=delivery, by=requester, at=AT, has_second_factor=True).end()
    take(delivery, days_later=2)
    assert Download.objects.count() == 2


@pytest.mark.parametrize("who", ["author", "requester"])
def test_the_author_and_the_requester_release_nothing(
    records: Store, reviewer: User, second_reviewer: User, who: str
) -> None:
    both = make_person("both@district.example", Role.ANALYST, Role.RELEASER)
    other = make_person("other@district.example", Role.ANALYST)
    owner, builder = (make_person("o@example.org"), both) if who == "author" else (both, other)
    build = approve(run_build(make_started(owner, builder), builder), reviewer, second_reviewer)
    with pytest.raises(Forbidden):
        hand_over(build, both, make_person("r@example.org"))


def test_a_build_that_was_not_approved_is_not_handed_over(
    records: Store, requester: User, analyst: User, reviewer: User, releaser: User
) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    with pytest.raises(NotNow):
        hand_over(build, releaser)
    approve(build, reviewer)
    with pytest.raises(NotNow):
        hand_over(build, releaser)


def test_rows_about_students_need_a_day_of_destruction(roster: Build, releaser: User) -> None:
    with pytest.raises(NotNow, match="destroyed"):
        hand_over(roster, releaser, at=ROSTER_AT)


def test_a_consent_withdrawn_between_approval_and_delivery_keeps_the_file_in(
    roster: Build, consents: Consents, releaser: User
) -> None:
    consents.revoked_on[consents.numbers[3]] = day_of(ROSTER_AT)
    with pytest.raises(NotAllowed):
        hand_over(roster, releaser, at=ROSTER_AT, destroy_in_days=100)
    assert not Delivery.objects.exists()
    assert not Disclosure.objects.exists()
    assert list(selectors.copies_folder().glob("*")) == []


def test_a_consent_withdrawn_between_delivery_and_download_withdraws_the_copy(
    handed: Delivery, consents: Consents, partner: User
) -> None:
    consents.revoked_on[consents.numbers[3]] = day_of(ROSTER_AT)
    with pytest.raises(NotNow, match="no longer stands"):
        take(handed)
    handed.refresh_from_db()
    assert handed.state == DeliveryState.WITHDRAWN
    assert not Download.objects.exists()
    letter = OutboxMail.objects.get(key=f"{handed.subject}:withdrawn")
    assert letter.to == partner.email
    assert consents.numbers[3] not in letter.text


def test_after_a_withdrawal_the_rebuilt_file_lacks_the_student(
    handed: Delivery, consents: Consents, analyst: User, releaser: User
) -> None:
    consents.revoked_on[consents.numbers[3]] = day_of(ROSTER_AT)
    request = actions.recall(request=handed.build.request, reason="A consent was withdrawn.", by=releaser, at=ROSTER_AT)
    assert request.state == State.IN_PROGRESS
    again = run_build(request, analyst, at=ROSTER_AT)
    assert (again.state, again.rows, again.withheld) == (BuildState.BUILT, 19, 1)


def test_the_tick_withdraws_once_a_day_what_no_longer_stands(handed: Delivery, consents: Consents) -> None:
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=1)) == 0
    consents.revoked_on[consents.numbers[3]] = day_of(ROSTER_AT)
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=2)) == 1
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=2)) == 0


def test_a_release_is_made_again_once_a_day_however_many_copies_of_it_are_out(
    roster: Build, partner: User, requester: User, releaser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over(roster, releaser, partner, requester, at=ROSTER_AT, destroy_in_days=100)
    made_again: list[Path] = []

    def counted(release: Path, store: Store, *, on: date, request: Path) -> object:
        made_again.append(release)
        return verify_release(release, store, on=on, request=request)

    monkeypatch.setattr("schoolgate.office.deliveries.rechecks.verify_release", counted)
    next_day = ROSTER_AT + timedelta(days=1)
    assert [upkeep.check_again(at=next_day) for _ in range(2)] == [0, 0]
    assert len(made_again) == 1
    assert set(Delivery.objects.values_list("checked_on", flat=True)) == {day_of(next_day)}


def test_an_agreement_that_ended_withdraws_at_the_next_tick(handed: Delivery) -> None:
    handed.build.request.evidence["nda"]["ends"] = str(day_of(ROSTER_AT))
    handed.build.request.save()
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=1)) == 1


def test_another_part_of_the_office_withdraws_at_once(handed: Delivery, settings: Settings) -> None:
    take(handed)
    by = Actor.system("consents")
    assert actions.withdraw(request=handed.build.request, reason="A consent was withdrawn.", by=by, at=ROSTER_AT) == 1
    assert actions.withdraw(request=handed.build.request, reason="A consent was withdrawn.", by=by, at=ROSTER_AT) == 0
    handed.refresh_from_db()
    assert handed.destroy_by == day_of(ROSTER_AT) + timedelta(days=actions.DAYS_TO_DESTROY_WITHDRAWN)
    with pytest.raises(NotNow):
        take(handed)


def test_before_and_after_the_day_of_destruction_the_recipient_is_reminded_once_each(handed: Delivery) -> None:
    take(handed)
    for days in range(115):
        upkeep.remind(at=ROSTER_AT + timedelta(days=days))
        upkeep.remind(at=ROSTER_AT + timedelta(days=days))
    keys = OutboxMail.objects.filter(key__contains=":destroy:").order_by("id").values_list("key", flat=True)
    assert [key.rpartition(":")[2] for key in keys] == [
        "before-60", "before-30", "before-7", "before-0", "after-1", "after-5",
    ]  # fmt: skip


def test_nobody_is_reminded_of_what_they_never_downloaded(handed: Delivery) -> None:
    assert upkeep.remind(at=ROSTER_AT + timedelta(days=100)) == 0


def test_t56_no_certificate_blocks_new_requests_until_it_is_given(
    handed: Delivery, partner: User, analyst: User
) -> None:
    draft = make_draft(partner, COUNTS.with_(school_agreements="no"), at=ROSTER_AT)
    take(handed)
    late = ROSTER_AT + timedelta(days=100 + selectors.GRACE_DAYS + 1)
    make_draft(partner, COUNTS, at=late - timedelta(days=1))
    with pytest.raises(NotNow, match=handed.mark):
        make_draft(partner, COUNTS, at=late)
    with pytest.raises(NotNow, match=handed.mark):
        submission.submit(request=draft, by=partner, at=late)
    destruction = Destruction(day_of(late), "Erased from two laptops.", "Pat Partner")
    actions.certify(delivery=handed, destruction=destruction, by=partner, at=late, has_second_factor=True)
    make_draft(partner, COUNTS, at=late)
    handed.refresh_from_db()
    assert (handed.state, handed.certified_as) == (DeliveryState.DESTROYED, "Pat Partner")


def test_a_certificate_for_a_day_to_come_or_before_the_delivery_is_refused(handed: Delivery, partner: User) -> None:
    for days in (-1, 1):
        destruction = Destruction(day_of(ROSTER_AT) + timedelta(days=days), "Erased.", "Pat")
        with pytest.raises(NotNow):
            actions.certify(delivery=handed, destruction=destruction, by=partner, at=ROSTER_AT, has_second_factor=True)


def test_a_request_is_closed_once_its_copies_are_certified_destroyed(
    handed: Delivery, partner: User, releaser: User
) -> None:
    take(handed)
    request = handed.build.request
    with pytest.raises(NotNow, match="not certified"):
        actions.close(request=request, by=releaser, at=ROSTER_AT)
    assert DataRequest.objects.get().state == State.DELIVERED
    destruction = Destruction(day_of(ROSTER_AT), "Erased.", "Pat")
    actions.certify(delivery=handed, destruction=destruction, by=partner, at=ROSTER_AT, has_second_factor=True)
    assert actions.close(request=request, by=releaser, at=ROSTER_AT).state == State.CLOSED


def test_copies_that_are_over_are_removed_and_open_ones_kept(handed: Delivery) -> None:
    assert upkeep.clear(at=ROSTER_AT) == 0
    assert upkeep.clear(at=ROSTER_AT + timedelta(days=31)) == 1
    assert upkeep.clear(at=ROSTER_AT + timedelta(days=31)) == 0


def test_t52_a_stricter_version_in_force_on_the_day_keeps_the_file_in_until_it_is_built_again(
    counts: Build, releaser: User, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request keeps the version it was submitted under; the release takes the stricter of both (T52)."""
    [first] = versions.available_packs()
    begins = day_of(AT) + timedelta(days=1)
    second = replace(first, version="02", effective_from=begins, disclosure=replace(first.disclosure, threshold=20))
    monkeypatch.setattr(versions, "available_packs", lambda: (first, second))
    with pytest.raises(NotAllowed, match="became stricter"):
        hand_over(counts, releaser, at=AT + timedelta(days=1))
    request = actions.recall(request=counts.request, reason="New rules.", by=releaser, at=AT + timedelta(days=1))
    again = run_build(request, analyst, at=AT + timedelta(days=1))
    assert again.policy.startswith("ODA-03 v01")
    [hidden] = [finding["values"] for finding in again.findings if finding["code"] == "hidden"]
    [before] = [finding["values"] for finding in counts.findings if finding["code"] == "hidden"]
    assert hidden["small"] >= before["small"]


def test_two_releasers_at_once_hand_over_once(
    office_db: None, records: Store, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST)
    reviewers = [make_person(f"r{nth}@district.example", Role.REVIEWER) for nth in range(2)]
    releasers = [make_person(f"l{nth}@district.example", Role.RELEASER) for nth in range(2)]
    build = approve(run_build(make_started(make_person("rosa@example.org"), analyst), analyst), *reviewers)
    told: list[NotNow] = []

    def release(nth: int) -> None:
        try:
            hand_over(build, releasers[nth])
        except NotNow as error:
            told.append(error)

    at_once(release, 2)
    assert (Delivery.objects.count(), len(told)) == (1, 1)
    assert len(list(selectors.copies_folder().glob("*"))) == 1
    assert DataRequest.objects.get().state == State.DELIVERED
    assert [letter.subject for letter in mail.outbox if "ready" in letter.subject] == [
        "ODA-2026-0001: your data is ready"
    ]


def test_of_five_downloads_at_once_only_the_allowed_number_is_sent(
    office_db: None, records: Store, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    analyst = make_person("ana@district.example", Role.ANALYST)
    people = [make_person(f"p{nth}@district.example", Role.REVIEWER, Role.RELEASER) for nth in range(3)]
    owner = make_person("rosa@example.org")
    [delivery] = hand_over(approve(run_build(make_started(owner, analyst), analyst), *people[:2]), people[2])
    actions.accept(delivery=delivery, name="Rosa", by=owner, at=AT, has_second_factor=True)
    told: list[NotNow] = []

    def download(nth: int) -> None:
        try:
            take(delivery)
        except NotNow as error:
            told.append(error)

    at_once(download, 5)
    assert (Download.objects.count(), len(told)) == (delivery.most_downloads, 3)
