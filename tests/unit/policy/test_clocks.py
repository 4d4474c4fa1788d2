from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.core import BadInput, NotAllowed
from schoolgate.policy.calendar import Closure
from schoolgate.policy.calendar_file import district_calendar
from schoolgate.policy.clock_days import Pause, SkipKind
from schoolgate.policy.clocks import (
    Clock,
    ClockDays,
    ClockLane,
    ClockState,
    Standing,
    clarification_due,
    fulfilment_due,
    read_clocks,
)
from schoolgate.policy.extension import Extension, extend

CALENDAR = district_calendar()
FRIDAY = datetime.fromisoformat("2026-04-10T10:00:00-04:00")
ON = date(2026, 4, 10)
DAYS = ClockDays()

# Years with room for the longest clock and the longest pauses before the calendar ends.
INSTANTS = st.datetimes(datetime(2024, 1, 2), datetime(2034, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive
DATES = st.dates(date(2024, 1, 2), date(2034, 6, 1))
COUNTS = st.integers(1, 40)
LANES = st.sampled_from(ClockLane)


def _general(submitted_at: datetime, days: int = 15, pauses: tuple[Pause, ...] = (), on: date = ON) -> Clock:
    return fulfilment_due(ClockLane.GENERAL, submitted_at, None, None, pauses, CALENDAR, days, on=on)


def _due(clock: Clock) -> date:
    assert clock.due is not None
    return clock.due


@st.composite
def _pauses(draw: st.DrawFn, near: date) -> tuple[Pause, ...]:
    starts = draw(st.lists(st.integers(-10, 60), max_size=4))
    return tuple(
        Pause(near + timedelta(days=start), near + timedelta(days=start + draw(st.integers(0, 20)))) for start in starts
    )


def _by_hand(starts_on: date, days: int, pauses: tuple[Pause, ...]) -> date:
    """Cross off the days of a wall calendar, one at a time."""
    working = [
        day
        for day in (starts_on + timedelta(days=n) for n in range(400))
        if day.isoweekday() <= 5
        and day not in CALENDAR.legal_holidays
        and not any(pause.starts_on <= day <= (pause.ends_on or day) for pause in pauses)
    ]
    return working[days]


@given(INSTANTS, COUNTS, st.data())
def test_a_due_day_is_what_crossing_off_a_wall_calendar_gives(at: datetime, days: int, data: st.DataObject) -> None:
    pauses = data.draw(_pauses(at.date()))
    local = at.astimezone(CALENDAR.time_zone)
    late = (local.hour, local.minute, local.second, local.microsecond) > (17, 0, 0, 0)
    starts_on = local.date() + timedelta(days=1 if late else 0)
    assert _due(_general(at, days, pauses)) == _by_hand(starts_on, days, pauses)


@given(INSTANTS, COUNTS, LANES, DATES, DATES)
def test_a_due_day_is_always_a_business_day(
    at: datetime, days: int, lane: ClockLane, signed_on: date, approved_on: date
) -> None:
    clock = fulfilment_due(lane, at, signed_on, approved_on, (), CALENDAR, days, on=at.date())
    assert CALENDAR.is_business_day(_due(clock))


@given(INSTANTS, INSTANTS, COUNTS, st.data())
def test_who_submits_later_is_never_due_earlier(one: datetime, other: datetime, days: int, data: st.DataObject) -> None:
    pauses = data.draw(_pauses(one.date()))
    earlier, later = sorted((one, other))
    assert _due(_general(earlier, days, pauses)) <= _due(_general(later, days, pauses))


@given(INSTANTS, COUNTS, st.data())
def test_a_pause_never_brings_a_due_date_forward(at: datetime, days: int, data: st.DataObject) -> None:
    pauses = data.draw(_pauses(at.date()))
    for kept in range(len(pauses)):
        assert _due(_general(at, days, pauses[:kept])) <= _due(_general(at, days, pauses[: kept + 1]))


@given(INSTANTS, COUNTS, st.integers(0, 30), st.integers(0, 12))
def test_a_pause_before_the_due_day_adds_its_business_days(at: datetime, days: int, after: int, length: int) -> None:
    plain = _general(at, days)
    assert plain.day_zero is not None
    starts_on = min(plain.day_zero + timedelta(days=after), _due(plain))
    pause = Pause(starts_on, starts_on + timedelta(days=length))
    inside = [starts_on + timedelta(days=n) for n in range(length + 1)]
    added = sum(1 for day in inside if CALENDAR.is_business_day(day))
    expected = _due(plain)
    for _ in range(added):
        expected = CALENDAR.next_business_day(expected + timedelta(days=1))
    assert _due(_general(at, days, (pause,))) == expected


@given(INSTANTS, COUNTS, LANES, DATES, DATES, st.data())
def test_the_walk_counts_every_day_once_and_tells_why_the_others_do_not_count(
    at: datetime, days: int, lane: ClockLane, signed_on: date, approved_on: date, data: st.DataObject
) -> None:
    pauses = data.draw(_pauses(at.date()))
    clock = fulfilment_due(lane, at, signed_on, approved_on, pauses, CALENDAR, days, on=at.date())
    walked = [day.on for day in clock.walk]
    assert walked == [walked[0] + timedelta(days=n) for n in range(len(walked))]
    assert [day.count for day in clock.walk if day.count is not None] == list(range(days + 1))
    assert all((day.count is None) == (day.skip is not None) for day in clock.walk)
    assert walked[-1] == clock.due


@pytest.mark.parametrize(
    ("lane", "signed_on", "approved_on", "due", "waits"),
    [
        pytest.param(ClockLane.GENERAL, None, None, date(2026, 5, 4), 0, id="general"),
        pytest.param(ClockLane.GENERAL, date(2026, 6, 1), None, date(2026, 5, 4), 0, id="general-waits-for-nothing"),
        pytest.param(ClockLane.PARTNER, date(2026, 1, 5), None, date(2026, 5, 4), 0, id="partner-signed-before"),
        pytest.param(ClockLane.PARTNER, date(2026, 4, 18), None, date(2026, 5, 12), 0, id="partner-signed-saturday"),
        pytest.param(ClockLane.PARTNER, None, None, None, 1, id="partner-unsigned"),
        pytest.param(ClockLane.RESEARCH, None, None, None, 2, id="research-nothing"),
        pytest.param(ClockLane.RESEARCH, date(2026, 4, 1), None, None, 1, id="research-unapproved"),
        pytest.param(ClockLane.RESEARCH, None, date(2026, 4, 1), None, 1, id="research-unsigned"),
        pytest.param(ClockLane.RESEARCH, date(2026, 4, 1), date(2026, 4, 2), date(2026, 5, 18), 0, id="submitted-last"),
        pytest.param(ClockLane.RESEARCH, date(2026, 4, 1), date(2026, 4, 13), date(2026, 5, 19), 0, id="approved-last"),
        pytest.param(ClockLane.RESEARCH, date(2026, 4, 14), date(2026, 4, 13), date(2026, 5, 20), 0, id="signed-last"),
    ],
)
def test_each_lane_starts_when_everything_it_waits_for_is_there(
    lane: ClockLane, signed_on: date | None, approved_on: date | None, due: date | None, waits: int
) -> None:
    clock = fulfilment_due(lane, FRIDAY, signed_on, approved_on, (), CALENDAR, DAYS.of(lane), on=ON)
    assert (clock.due, len(clock.waits_for)) == (due, waits)
    assert clock.state is (ClockState.NOT_STARTED if waits else ClockState.RUNNING)


@pytest.mark.parametrize(
    ("submitted", "day_zero", "first_skip"),
    [
        pytest.param("2026-04-10T17:00:00-04:00", date(2026, 4, 10), None, id="friday-at-five"),
        pytest.param("2026-04-10T17:00:01-04:00", date(2026, 4, 13), SkipKind.AFTER_HOURS, id="friday-after-five"),
        pytest.param("2026-04-12T09:00:00-04:00", date(2026, 4, 13), SkipKind.WEEKEND, id="sunday"),
        pytest.param("2026-04-17T18:00:00-04:00", date(2026, 4, 21), SkipKind.AFTER_HOURS, id="eve-of-a-long-weekend"),
        pytest.param("2026-04-20T09:00:00-04:00", date(2026, 4, 21), SkipKind.LEGAL_HOLIDAY, id="patriots-day"),
        pytest.param("2026-12-31T23:30:00-05:00", date(2027, 1, 4), SkipKind.AFTER_HOURS, id="new-years-eve"),
    ],
)
def test_day_zero_is_the_first_business_day_the_office_could_see_it(
    submitted: str, day_zero: date, first_skip: SkipKind | None
) -> None:
    clock = _general(datetime.fromisoformat(submitted))
    assert clock.day_zero == day_zero
    first = clock.walk[0].skip
    assert (first.kind if first else None) is first_skip


def test_a_readable_text_names_each_day_that_does_not_count() -> None:
    clock = _general(
        datetime.fromisoformat("2026-04-10T18:00:00-04:00"),
        pauses=(Pause(date(2026, 4, 15), date(2026, 4, 16), "asked about years"),),
    )
    assert clock.text == (
        "The office aims to finish by Thursday 7 May 2026: 15 business days from Monday 13 April 2026 (day 0). "
        "Not counted: 8 weekend days, arrived after 17:00 (Friday 10 April 2026), "
        "asked about years (2 days, Wednesday 15 April 2026 to Thursday 16 April 2026), "
        "Patriots' Day (Monday 20 April 2026)."
    )


def test_a_closure_is_skipped_by_its_reason() -> None:
    closed = CALENDAR.with_closures(Closure(date(2026, 4, 14), date(2026, 4, 14), "snow emergency"))
    clock = fulfilment_due(ClockLane.GENERAL, FRIDAY, None, None, (), closed, 15, on=ON)
    assert clock.due == date(2026, 5, 5)
    assert "snow emergency (Tuesday 14 April 2026)" in clock.text


def test_an_open_pause_moves_the_earliest_date_by_each_business_day_that_passes() -> None:
    pauses = (Pause(date(2026, 4, 14), None, "fee estimate"),)
    friday, monday, tuesday = (_general(FRIDAY, pauses=pauses, on=date(2026, 4, day)) for day in (17, 20, 21))
    assert {clock.state for clock in (friday, monday, tuesday)} == {ClockState.PAUSED}
    assert (friday.due, monday.due, tuesday.due) == (date(2026, 5, 8), date(2026, 5, 8), date(2026, 5, 11))
    assert "The clock is paused. If the answer comes on the next day" in friday.text


def test_an_open_pause_that_has_not_begun_yet_changes_nothing() -> None:
    later = _general(FRIDAY, pauses=(Pause(date(2026, 4, 14), None),), on=date(2026, 4, 13))
    assert (later.state, later.due, later.text) == (ClockState.RUNNING, date(2026, 5, 4), _general(FRIDAY).text)


def test_a_clock_runs_again_after_a_pause_that_has_ended() -> None:
    pauses = (Pause(date(2026, 4, 14), date(2026, 4, 15)),)
    states = [_general(FRIDAY, pauses=pauses, on=date(2026, 4, day)).state for day in (13, 14, 15, 16)]
    assert states == [ClockState.RUNNING, ClockState.PAUSED, ClockState.PAUSED, ClockState.RUNNING]


def test_waiting_for_an_answer_pauses_from_the_question_to_the_day_before_the_answer() -> None:
    monday = date(2026, 4, 13)
    assert Pause.waiting(monday, monday, "question") is None
    assert Pause.waiting(monday, date(2026, 4, 17), "question") == Pause(monday, date(2026, 4, 16), "question")
    assert Pause.waiting(monday, None, "question") == Pause(monday, None, "question")


def test_overlapping_pauses_count_their_days_once() -> None:
    one = (Pause(date(2026, 4, 14), date(2026, 4, 17)),)
    twice = (Pause(date(2026, 4, 14), date(2026, 4, 16)), Pause(date(2026, 4, 15), date(2026, 4, 17)))
    assert _general(FRIDAY, pauses=one).due == _general(FRIDAY, pauses=twice).due == date(2026, 5, 8)


@pytest.mark.parametrize(
    ("pauses", "days", "rule"),
    [
        ((Pause(date(2026, 4, 17), date(2026, 4, 14)),), 15, "clocks.pause-backwards"),
        ((), 0, "clocks.no-days"),
        ((), 99_999, "calendar.outside-years"),
        ((Pause(date(2026, 4, 17), date.max),), 15, "calendar.outside-years"),
    ],
    ids=["pause-backwards", "no-days", "too-many-days", "endless-pause"],
)
def test_a_clock_that_cannot_be_worked_out_is_bad_input(pauses: tuple[Pause, ...], days: int, rule: str) -> None:
    with pytest.raises(BadInput) as caught:
        _general(FRIDAY, days, pauses)
    assert caught.value.faults[0].rule == rule


@given(st.datetimes(timezones=st.timezones() | st.none()), st.dates(), st.dates(), LANES, st.dates())
def test_any_instant_and_any_day_gives_two_readings_or_bad_input(
    at: datetime, signed_on: date, approved_on: date, lane: ClockLane, on: date
) -> None:
    try:
        readings = read_clocks(
            lane=lane, submitted_at=at, nda_executed_on=signed_on, approved_on=approved_on, on=on, calendar=CALENDAR
        )
    except BadInput:
        return
    assert [reading.id.value for reading in readings] == ["clarification", "fulfilment"]


def test_a_clock_stands_amber_and_then_breached() -> None:
    clock = clarification_due(FRIDAY, CALENDAR, DAYS)
    standings = [clock.standing(date(2026, 4, day)) for day in (14, 15, 17, 18)]
    assert standings == [Standing.IN_TIME, Standing.AMBER, Standing.AMBER, Standing.BREACHED]


def test_a_paused_clock_or_one_that_has_not_started_is_never_breached() -> None:
    paused = _general(FRIDAY, pauses=(Pause(date(2026, 4, 14), None),), on=date(2026, 4, 14))
    waiting = fulfilment_due(ClockLane.PARTNER, FRIDAY, None, None, (), CALENDAR, 15, on=ON)
    assert paused.standing(date(2026, 12, 1)) is waiting.standing(date(2026, 12, 1)) is Standing.IN_TIME


def test_an_extension_sets_the_date_and_tells_the_reason() -> None:
    longer = extend(
        _general(FRIDAY), Extension(date(2026, 5, 20), " five years of records ", date(2026, 5, 1)), CALENDAR
    )
    assert longer.due == date(2026, 5, 20)
    assert longer.extension_reason == "five years of records"
    assert longer.text.endswith("Extended from Monday 4 May 2026 to Wednesday 20 May 2026: five years of records")


@pytest.mark.parametrize("sent_on", [date(2026, 5, 4), date(2026, 5, 5)], ids=["on-the-due-date", "after-it"])
def test_an_extension_that_does_not_come_before_the_due_date_is_refused(sent_on: date) -> None:
    with pytest.raises(NotAllowed):
        extend(_general(FRIDAY), Extension(date(2026, 5, 20), "size", sent_on), CALENDAR)


def test_a_clock_that_has_not_started_cannot_be_extended() -> None:
    waiting = fulfilment_due(ClockLane.PARTNER, FRIDAY, None, None, (), CALENDAR, 15, on=ON)
    with pytest.raises(NotAllowed):
        extend(waiting, Extension(date(2026, 5, 20), "size", ON), CALENDAR)


@pytest.mark.parametrize(
    ("new_due_on", "reason", "rules"),
    [
        (date(2026, 5, 20), "  ", ["clocks.extension-reason"]),
        (date(2026, 5, 4), "size", ["clocks.extension-earlier"]),
        (date(2026, 5, 25), "size", ["clocks.extension-day-off"]),
        (date(2026, 5, 1), "", ["clocks.extension-reason", "clocks.extension-earlier"]),
    ],
    ids=["no-reason", "not-later", "memorial-day", "both"],
)
def test_an_extension_needs_a_reason_and_a_later_business_day(new_due_on: date, reason: str, rules: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        extend(_general(FRIDAY), Extension(new_due_on, reason, ON), CALENDAR)
    assert [fault.rule for fault in caught.value.faults] == rules
