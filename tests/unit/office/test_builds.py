"""Builds: in the background, whole or not at all, repeatable, beside what is out."""

from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings
from tests.office import AT, TABLE, make_person
from tests.office_releases import COUNTS, ROSTER_AT, approve, hand_over, make_started, run_build

from schoolgate.core import SchoolYear
from schoolgate.office.builds import actions, running, selectors, storage, upkeep
from schoolgate.office.builds.models import Build, BuildFile
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.consents.actions import bars
from schoolgate.office.errors import Forbidden, NotNow
from schoolgate.office.ledger.selectors import rows_about
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import moves
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State, Step
from schoolgate.warehouse.numbers import numbers_of
from schoolgate.warehouse.store import Store


def files_of(build: Build) -> dict[str, str]:
    return dict(build.files.filter(for_staff=False).values_list("name", "sha256"))


def test_a_build_hands_the_request_over_for_review_and_says_in_the_ledger_what_it_made(
    records: Store, requester: User, analyst: User
) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    assert DataRequest.objects.get().state == State.IN_REVIEW
    assert [row.event for row in rows_about(build.subject)] == ["build.begun", "build.finished"]
    assert (build.snapshot, len(build.digest)) == (records.snapshot().id, 64)
    assert (build.stage, build.done == build.total) == ("writing files", True)


def test_only_an_analyst_builds_and_never_for_themselves(
    records: Store, requester: User, analyst: User, releaser: User
) -> None:
    request = make_started(requester, analyst)
    for user in (requester, releaser):
        with pytest.raises(Forbidden):
            actions.ask(request=request, by=user, at=AT)
    both = make_person("both@district.example", Role.ANALYST)
    with pytest.raises(Forbidden):
        actions.ask(request=make_started(both, analyst), by=both, at=AT)


def test_two_builds_of_a_request_never_run_at_once(records: Store, requester: User, analyst: User) -> None:
    request = make_started(requester, analyst)
    actions.ask(request=request, by=analyst, at=AT)
    with pytest.raises(NotNow):
        actions.ask(request=request, by=analyst, at=AT)


def test_a_request_that_may_not_be_built_says_why_and_leaves_nothing(
    records: Store, partner: User, analyst: User
) -> None:
    draft = COUNTS.with_(purpose="services", school_agreements="no")
    build = run_build(make_started(partner, analyst, draft), analyst)
    assert build.state == BuildState.REFUSED
    assert any("agreement" in reason for reason in build.reasons)
    assert DataRequest.objects.get().state == State.IN_PROGRESS
    assert not BuildFile.objects.exists()
    assert list(storage._sealed(build.pk).parent.glob("*")) == []  # nothing sealed either


def test_a_build_without_records_fails_with_a_sentence(
    records: Store, settings: Settings, requester: User, analyst: User
) -> None:
    settings.SCHOOLGATE_STORE = None
    build = run_build(make_started(requester, analyst), analyst)
    assert build.state == BuildState.FAILED
    assert "no student records" in build.reasons[0]


def test_a_directory_list_waits_until_the_records_know_an_opt_out_of_the_office(
    records: Store, requester: User, analyst: User
) -> None:
    draft = TABLE.with_(
        purpose="services",
        level="directory",
        school_years=("2025-26",),
        group_by=(),
        measures=(),
        elements=("name", "grade"),
    )
    request = make_started(requester, analyst, draft, at=ROSTER_AT)
    built = run_build(request, analyst, at=ROSTER_AT)
    assert built.state == BuildState.BUILT, built.reasons
    listed = numbers_of(records.snapshot(), selectors.students_of(built))
    moves.move(request.pk, Step.RECALL, by=analyst, at=ROSTER_AT)
    year = SchoolYear.parse("2025-26")
    bars.opt_out(student_number=min(listed.values()), school_year=year, by=analyst, at=ROSTER_AT)
    again = run_build(request, analyst, at=ROSTER_AT)
    assert (again.state, again.files.count()) == (BuildState.REFUSED, 0)
    assert "opted out (1)" in again.reasons[0]


def test_the_same_request_and_records_make_the_same_files(records: Store, requester: User, analyst: User) -> None:
    one = run_build(make_started(requester, analyst), analyst)
    request = DataRequest.objects.get()
    DataRequest.objects.update(state=State.IN_PROGRESS)
    other = run_build(request, analyst)
    assert other.number == 2
    assert files_of(one) | {"manifest.json": ""} == files_of(other) | {"manifest.json": ""}


def test_what_is_kept_is_sealed_and_is_what_was_published(records: Store, requester: User, analyst: User) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    for path in storage._sealed(build.pk).iterdir():
        assert b"school_year" not in path.read_bytes()
    with storage.unsealed(build) as folder:
        assert (folder / "data.csv").read_text().startswith("school_year,")
        assert (folder / "office" / "asked" / "request.json").is_file()
    with storage.unsealed(build, for_staff=False) as folder:
        assert not (folder / "office").exists()


def test_nothing_of_a_build_stays_in_clear(records: Store, settings: Settings, requester: User, analyst: User) -> None:
    run_build(make_started(requester, analyst), analyst)
    left = [path for path in (settings.SCHOOLGATE_HOME / "building").rglob("*") if path.suffix != ".lock"]
    assert left == []


def test_a_build_that_lost_its_process_is_tried_again_and_given_up_after_three_times(
    records: Store, requester: User, analyst: User
) -> None:
    build = actions.ask(request=make_started(requester, analyst), by=analyst, at=AT)
    for _ in range(actions.MOST_ATTEMPTS):
        assert actions.begin(build_id=build.pk, at=AT) is not None  # and its process dies here
        assert upkeep.revive(at=AT) == 1
    build.refresh_from_db()
    assert build.state == BuildState.FAILED
    assert upkeep.revive(at=AT) == 0


def test_a_living_build_is_left_alone_by_the_tick(records: Store, requester: User, analyst: User) -> None:
    build = actions.ask(request=make_started(requester, analyst), by=analyst, at=AT)
    with storage.workplace(build.pk):
        actions.begin(build_id=build.pk, at=AT)
        assert upkeep.revive(at=AT) == 0
        running.run(build.pk, lambda: AT)  # a second worker has no part in it
    build.refresh_from_db()
    assert build.state == BuildState.RUNNING


def test_a_build_that_ends_while_the_tick_looks_keeps_its_files(
    records: Store, requester: User, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    workplace = storage.workplace

    def ended_just_now(build_id: UUID) -> AbstractContextManager[Path | None]:
        Build.objects.update(state=BuildState.BUILT)
        return workplace(build_id)

    Build.objects.update(state=BuildState.RUNNING)
    monkeypatch.setattr(storage, "workplace", ended_just_now)
    assert upkeep.revive(at=AT) == 0
    assert selectors.preview(build).rows


def test_counts_are_protected_together_with_those_that_are_out(
    records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    first = approve(run_build(make_started(requester, analyst), analyst), reviewer, second_reviewer)
    hand_over(first, releaser)
    second = run_build(make_started(requester, analyst, COUNTS.with_(group_by=("grade",))), analyst)
    found = {finding["code"]: finding["values"] for finding in second.findings}
    assert found["beside"]["release"] == str(first.request)
    assert second.beside == [str(first.pk)]


def test_t7_counts_that_differ_from_earlier_ones_by_few_students_are_flagged(
    records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    """Release A counts all students, B all but a few: A - B is those few (T7)."""
    grades = TABLE.with_(school_years=("2025-26",), group_by=("school", "gender"), measures=("students",))
    first = approve(run_build(make_started(requester, analyst, grades), analyst), reviewer, second_reviewer)
    hand_over(first, releaser)
    few_less = grades.with_(where=(("gender", ("Female", "Male", "Not specified")),))
    second = run_build(make_started(requester, analyst, few_less), analyst)
    codes = {finding["code"]: finding for finding in second.findings}
    assert "subtractable" in codes, codes.keys()
    assert codes["subtractable"]["weight"] == "stop"
    assert any(0 < int(row[3]) < 10 for row in codes["subtractable"]["rows"])


def test_counts_built_before_others_went_out_are_built_again(
    records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    first = run_build(make_started(requester, analyst), analyst)
    second = run_build(make_started(requester, analyst, COUNTS.with_(group_by=("grade",))), analyst)
    first, second = (approve(build, reviewer, second_reviewer) for build in (first, second))
    hand_over(first, releaser)
    with pytest.raises(NotNow, match="Build it again"):
        hand_over(second, releaser)


def test_the_first_rows_are_shown_as_the_recipient_reads_them(records: Store, requester: User, analyst: User) -> None:
    shown = selectors.preview(run_build(make_started(requester, analyst), analyst))
    assert shown.header == ("school_year", "school", "school_id", "school_level", "students")
    assert 0 < len(shown.rows) <= selectors.PREVIEW_ROWS
