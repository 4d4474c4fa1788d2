"""What the circular says of time: R54-R60, R65, and the worked cases T37, T39, T43-T46 and T48."""

from datetime import date, datetime, timedelta

import pytest

from schoolgate.core import BadInput, NotAllowed
from schoolgate.policy.calendar import Closure
from schoolgate.policy.calendar_file import district_calendar
from schoolgate.policy.clock_days import Pause
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
SUBMITTED_AT = datetime.fromisoformat("2026-04-10T10:00:00-04:00")
ON = date(2026, 4, 10)


def _clock(
    lane: ClockLane,
    *,
    at: datetime = SUBMITTED_AT,
    signed_on: date | None = None,
    approved_on: date | None = None,
    pauses: tuple[Pause, ...] = (),
    days: int | None = None,
) -> Clock:
    days = ClockDays().of(lane) if days is None else days
    return fulfilment_due(lane, at, signed_on, approved_on, pauses, CALENDAR, days, on=ON)


def test_r55_the_first_contact_is_amber_from_the_third_day_and_breached_after_the_fifth() -> None:
    clock = clarification_due(SUBMITTED_AT, CALENDAR, ClockDays())
    assert (clock.amber_on, clock.due) == (date(2026, 4, 15), date(2026, 4, 17))
    assert clock.standing(date(2026, 4, 14)) is Standing.IN_TIME
    assert clock.standing(date(2026, 4, 15)) is Standing.AMBER
    assert clock.standing(date(2026, 4, 20)) is Standing.BREACHED


@pytest.mark.parametrize("lane", ClockLane)
def test_r55_the_first_contact_does_not_wait_for_an_agreement(lane: ClockLane) -> None:
    first, _ = read_clocks(
        lane=lane, submitted_at=SUBMITTED_AT, nda_executed_on=None, approved_on=None, on=ON, calendar=CALENDAR
    )
    assert (first.state, first.due) == (ClockState.RUNNING, date(2026, 4, 17))


def test_r56_a_request_that_is_not_research_is_due_in_fifteen_business_days() -> None:
    assert _clock(ClockLane.GENERAL).days == 15
    assert _clock(ClockLane.GENERAL).due == date(2026, 5, 4)


def test_r56_what_arrives_after_five_or_on_a_day_off_starts_on_the_next_business_day() -> None:
    late = _clock(ClockLane.GENERAL, at=datetime.fromisoformat("2026-04-10T17:00:01-04:00"))
    sunday = _clock(ClockLane.GENERAL, at=datetime.fromisoformat("2026-04-12T08:00:00-04:00"))
    assert late.day_zero == sunday.day_zero == date(2026, 4, 13)
    assert late.due == sunday.due == date(2026, 5, 5)


def test_r57_an_extension_gives_a_reason_and_a_new_date_before_the_due_date() -> None:
    longer = extend(
        _clock(ClockLane.GENERAL), Extension(date(2026, 6, 1), "five years of records", date(2026, 5, 1)), CALENDAR
    )
    assert (longer.due, longer.extension_reason) == (date(2026, 6, 1), "five years of records")
    with pytest.raises(BadInput):
        extend(_clock(ClockLane.GENERAL), Extension(date(2026, 6, 1), "", date(2026, 5, 1)), CALENDAR)


def test_r58_a_partners_clock_runs_from_the_later_of_submission_and_agreement() -> None:
    assert _clock(ClockLane.PARTNER, signed_on=date(2026, 1, 12)).due == date(2026, 5, 4)
    assert _clock(ClockLane.PARTNER, signed_on=date(2026, 4, 13)).due == date(2026, 5, 5)


def test_r58_without_an_agreement_a_partners_clock_has_not_started() -> None:
    clock = _clock(ClockLane.PARTNER)
    assert (clock.state, clock.due) == (ClockState.NOT_STARTED, None)
    assert "has not started" in clock.text


def test_r59_research_takes_twenty_five_business_days_from_the_last_of_three_things() -> None:
    early, late = date(2026, 3, 2), date(2026, 4, 15)
    assert _clock(ClockLane.RESEARCH, signed_on=early, approved_on=early).due == date(2026, 5, 18)
    assert _clock(ClockLane.RESEARCH, signed_on=late, approved_on=early).due == date(2026, 5, 21)
    assert _clock(ClockLane.RESEARCH, signed_on=early, approved_on=late).due == date(2026, 5, 21)
    assert _clock(ClockLane.RESEARCH, signed_on=early).state is ClockState.NOT_STARTED


def test_r60_the_date_can_be_worked_out_before_anything_is_submitted() -> None:
    tomorrow = SUBMITTED_AT + timedelta(days=30)
    assert _clock(ClockLane.GENERAL, at=tomorrow).due == date(2026, 6, 2)


def test_r65_the_clock_stands_still_while_a_fee_estimate_waits_for_its_answer() -> None:
    waiting = Pause.waiting(date(2026, 4, 10), None, "fee estimate sent")
    answered = Pause.waiting(date(2026, 4, 10), date(2026, 4, 14), "fee estimate sent")
    assert waiting is not None
    assert answered is not None
    assert _clock(ClockLane.GENERAL, pauses=(waiting,)).state is ClockState.PAUSED
    assert _clock(ClockLane.GENERAL, pauses=(answered,)).due == date(2026, 5, 6)


def test_t37_fifteen_days_across_patriots_day() -> None:
    clock = _clock(ClockLane.GENERAL)
    assert clock.due == date(2026, 5, 4)
    assert [(day.on, day.skip.name) for day in clock.skipped if day.skip and day.on.weekday() < 5] == [
        (date(2026, 4, 20), "Patriots' Day")
    ]


def test_t39_fifteen_days_across_thanksgiving_and_the_friday_after_counts() -> None:
    clock = _clock(ClockLane.GENERAL, at=datetime.fromisoformat("2026-11-20T10:00:00-05:00"))
    assert clock.due == date(2026, 12, 14)
    assert next(day.count for day in clock.walk if day.on == date(2026, 11, 27)) == 4


def test_t39_the_friday_after_thanksgiving_does_not_count_where_the_office_closes() -> None:
    friday = date(2026, 11, 27)
    closed = CALENDAR.with_closures(Closure(friday, friday, "the central office is closed"))
    at = datetime.fromisoformat("2026-11-20T10:00:00-05:00")
    clock = fulfilment_due(ClockLane.GENERAL, at, None, None, (), closed, 15, on=ON)
    assert clock.due == date(2026, 12, 15)
    assert "the central office is closed" in clock.text


def test_t43_three_days_from_a_saturday_across_veterans_day() -> None:
    clock = _clock(ClockLane.GENERAL, at=datetime.fromisoformat("2026-11-07T11:00:00-05:00"), days=3)
    assert (clock.day_zero, clock.due) == (date(2026, 11, 9), date(2026, 11, 13))


def test_t44_a_fourth_of_july_on_a_sunday_takes_the_monday() -> None:
    clock = _clock(ClockLane.GENERAL, at=datetime.fromisoformat("2027-07-01T10:00:00-04:00"))
    assert clock.due == date(2027, 7, 23)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        pytest.param(date(2026, 4, 14), date(2026, 4, 17), id="four-weekdays"),
        pytest.param(date(2026, 4, 16), date(2026, 4, 22), id="across-a-long-weekend"),
        pytest.param(date(2026, 4, 10), date(2026, 4, 15), id="from-the-day-of-submission"),
        pytest.param(date(2026, 5, 4), date(2026, 5, 7), id="from-the-due-day"),
    ],
)
def test_t45_four_paused_business_days_move_the_due_day_by_four(starts_on: date, ends_on: date) -> None:
    assert _clock(ClockLane.GENERAL, pauses=(Pause(starts_on, ends_on),)).due == date(2026, 5, 8)


def test_t46_an_agreement_signed_eight_days_later_starts_the_partners_clock() -> None:
    signed_on = SUBMITTED_AT.date() + timedelta(days=8)
    clock = _clock(ClockLane.PARTNER, signed_on=signed_on)
    assert (signed_on.strftime("%A"), clock.day_zero, clock.due) == ("Saturday", date(2026, 4, 21), date(2026, 5, 12))
    monday = datetime.fromisoformat("2026-05-04T10:00:00-04:00")
    assert _clock(ClockLane.PARTNER, at=monday, signed_on=date(2026, 5, 12)).due == date(2026, 6, 3)


def test_t48_an_extension_after_the_due_date_is_refused_and_the_request_is_breached() -> None:
    clock, after = _clock(ClockLane.GENERAL), date(2026, 5, 5)
    with pytest.raises(NotAllowed, match="before the due date"):
        extend(clock, Extension(date(2026, 5, 29), "volume", after), CALENDAR)
    assert clock.standing(after) is Standing.BREACHED
