"""What changed after a file with names was built: a family opted out, a student left, an agreement fell (T16, T30)."""

import csv
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from tests.office_releases import (
    NDA,
    ROSTER_AT,
    TUTORED,
    Consents,
    approve,
    hand_over,
    make_roster,
    make_started,
    run_build,
)

from schoolgate.core import NotAllowed, SchoolYear
from schoolgate.office.builds import selectors as builds
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.consents.actions import bars
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries import downloading, upkeep
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.errors import NotNow
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import User
from schoolgate.office.requests.actions import desk
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.numbers import numbers_of
from schoolgate.warehouse.store import Store

LISTED = TUTORED.with_(
    purpose="planning",
    level="directory",
    school_years=("2026-27",),
    elements=("name", "grade"),
    specific_group=False,
    school_agreements="",
)
YEAR = SchoolYear.parse("2026-27")
LATER = ROSTER_AT + timedelta(days=2)
Change = Callable[[str, Callable[[dict[str, str]], None]], None]


@pytest.fixture
def roster(consents: Consents, analyst: User, reviewer: User, second_reviewer: User) -> Build:
    """A partner's roster of twenty students that two people approved."""
    return approve(
        run_build(make_roster(consents, analyst), analyst, at=ROSTER_AT), reviewer, second_reviewer, at=ROSTER_AT
    )


@pytest.fixture
def listed(records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User) -> Build:
    """A directory list of the district that two people approved."""
    build = run_build(make_started(requester, analyst, LISTED, at=ROSTER_AT), analyst, at=ROSTER_AT)
    assert build.state == BuildState.BUILT, build.reasons
    return approve(build, reviewer, second_reviewer, at=ROSTER_AT)


@pytest.fixture
def load_changed(district: WrittenDistrict, records: Store, tmp_path: Path, settings: Settings) -> Change:
    """Return a function that loads the district's records anew, with the rows of one file changed."""

    def load(name: str, change: Callable[[dict[str, str]], None]) -> None:
        extract = shutil.copytree(district.extract, tmp_path / "extract")
        with (extract / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            header, rows = next(csv.reader(stream)), []
            rows = list(csv.DictReader(stream, fieldnames=header))
        for row in rows:
            change(row)
        with (extract / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header)
            writer.writeheader()
            writer.writerows(rows)
        changed = Store(shutil.copytree(records.path, tmp_path / "store"))
        changed.load(extract)
        settings.SCHOOLGATE_STORE = changed.path

    return load


def number_in(build: Build, records: Store) -> str:
    [student, *_rest] = builds.students_of(build)
    return numbers_of(records.snapshot(), [student])[student]


def leaves(student: str) -> Callable[[dict[str, str]], None]:
    """Return a change that ends everything of one student the day before the file is handed over."""

    def change(row: dict[str, str]) -> None:
        if row["userSourcedId"] == student and not row["endDate"]:
            row["endDate"] = (LATER - timedelta(days=1)).date().isoformat()

    return change


def test_an_opt_out_after_the_build_keeps_the_list_in(
    listed: Build, records: Store, analyst: User, releaser: User
) -> None:
    bars.opt_out(student_number=number_in(listed, records), school_year=YEAR, by=analyst, at=ROSTER_AT)
    with pytest.raises(NotAllowed, match=r"opted out since this was built \(1\)"):
        hand_over(listed, releaser, at=ROSTER_AT, destroy_in_days=100)
    assert not Delivery.objects.exists()


def test_an_opt_out_of_another_year_does_not(listed: Build, records: Store, analyst: User, releaser: User) -> None:
    earlier = SchoolYear.parse("2024-25")
    bars.opt_out(student_number=number_in(listed, records), school_year=earlier, by=analyst, at=ROSTER_AT)
    assert hand_over(listed, releaser, at=ROSTER_AT, destroy_in_days=100)


def test_an_opt_out_takes_back_the_lists_that_are_out_and_tells_recipients_and_staff(
    listed: Build, records: Store, analyst: User, releaser: User
) -> None:
    [copy] = hand_over(listed, releaser, at=ROSTER_AT, destroy_in_days=100)
    number = number_in(listed, records)
    bars.opt_out(student_number=number, school_year=YEAR, by=analyst, at=ROSTER_AT)
    copy.refresh_from_db()
    assert copy.state == DeliveryState.WITHDRAWN
    letters = {letter.to: letter for letter in OutboxMail.objects.filter(text__contains="no longer stands")}
    assert set(letters) == {copy.recipient.email, analyst.email}
    assert copy.mark in letters[analyst.email].text
    assert not any(number in letter.text for letter in letters.values())


def test_an_opt_out_of_somebody_who_is_on_no_list_takes_nothing_back(
    listed: Build, records: Store, analyst: User, releaser: User
) -> None:
    [copy] = hand_over(listed, releaser, at=ROSTER_AT, destroy_in_days=100)
    bars.opt_out(student_number="999999", school_year=YEAR, by=analyst, at=ROSTER_AT)
    copy.refresh_from_db()
    assert copy.state == DeliveryState.OPEN


def test_an_opt_out_that_only_newer_records_hold_keeps_the_list_in_and_takes_copies_back_on_the_next_day(
    listed: Build, records: Store, releaser: User, load_changed: Change
) -> None:
    [copy] = hand_over(listed, releaser, at=ROSTER_AT, destroy_in_days=100)
    known = set(builds.students_of(listed))

    def opts_out(row: dict[str, str]) -> None:
        if row["studentSourcedId"] not in known and row["schoolYear"] == "2027" and known:
            row["studentSourcedId"], row["recordedOn"] = known.pop(), ROSTER_AT.date().isoformat()

    load_changed("optouts", opts_out)
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=1)) == 1
    copy.refresh_from_db()
    assert copy.state == DeliveryState.WITHDRAWN


def test_a_student_who_left_before_the_release_day_keeps_the_roster_in(
    roster: Build, releaser: User, load_changed: Change
) -> None:
    load_changed("roles", leaves(builds.students_of(roster)[0]))
    with pytest.raises(NotAllowed, match=r"left since this was built \(1\)"):
        hand_over(roster, releaser, at=LATER, destroy_in_days=100)


def test_a_student_who_leaves_after_the_release_day_leaves_the_copy_where_it_is(
    roster: Build, releaser: User, load_changed: Change
) -> None:
    """The file was lawful on its day; consents are asked at every download, enrolment at every release (R43)."""
    [copy] = hand_over(roster, releaser, at=ROSTER_AT, destroy_in_days=100)
    load_changed("roles", leaves(builds.students_of(roster)[0]))
    deliveries.accept(delivery=copy, name="Pat", by=copy.recipient, at=LATER, has_second_factor=True)
    downloading.begin(delivery=copy, by=copy.recipient, at=LATER, has_second_factor=True).end()
    copy.refresh_from_db()
    assert copy.state == DeliveryState.OPEN


def test_a_consent_withdrawn_stops_the_download_and_the_staff_are_told(
    roster: Build, consents: Consents, analyst: User, releaser: User
) -> None:
    [copy] = hand_over(roster, releaser, at=ROSTER_AT, destroy_in_days=100)
    deliveries.accept(delivery=copy, name="Pat", by=copy.recipient, at=ROSTER_AT, has_second_factor=True)
    consents.revoked_on[consents.numbers[3]] = ROSTER_AT.date()
    with pytest.raises(NotNow, match="no longer stands"):
        downloading.begin(delivery=copy, by=copy.recipient, at=ROSTER_AT, has_second_factor=True)
    told = OutboxMail.objects.filter(text__contains="no longer stands").values_list("to", flat=True)
    assert sorted(told) == [analyst.email, copy.recipient.email]


def test_an_agreement_that_ends_between_approval_and_delivery_keeps_the_file_in(
    roster: Build, analyst: User, releaser: User
) -> None:
    desk.record_evidence(request=roster.request, name="nda", table={**NDA, "ends": "2026-11-18"}, by=analyst, at=LATER)
    with pytest.raises(NotAllowed, match="ended"):
        hand_over(approve(roster), releaser, at=LATER, destroy_in_days=100)


def test_an_agreement_that_ends_takes_back_what_is_out_on_the_day_after(
    roster: Build, analyst: User, releaser: User
) -> None:
    [copy] = hand_over(roster, releaser, at=ROSTER_AT, destroy_in_days=100)
    desk.record_evidence(
        request=roster.request, name="nda", table={**NDA, "ends": "2026-11-19"}, by=analyst, at=ROSTER_AT
    )
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=1)) == 0
    assert upkeep.check_again(at=ROSTER_AT + timedelta(days=2)) == 1
    copy.refresh_from_db()
    assert copy.state == DeliveryState.WITHDRAWN
