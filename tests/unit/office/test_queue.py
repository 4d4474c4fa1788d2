"""The queue of the desk: every request once, in its order, on whatever page; and found however many have ended."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.office import AT, make_draft, make_person, make_submitted, signed_in

from schoolgate.office.people.models import User
from schoolgate.office.requests import queue
from schoolgate.office.requests.actions import desk, submission
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.queue import Place, QueueFilter, Turn

ON = date(2026, 5, 5)
COUNT, SIZE = 23, 5


@pytest.fixture
def many(requester: User) -> list[DataRequest]:
    """Return requests with due dates of which many are alike and some are missing, in the order of the queue."""
    rows = [
        DataRequest(
            reference=f"ODA-2026-9{nth:03d}",
            owner=requester,
            state="submitted",
            state_since=AT,
            created_at=AT,
            changed_at=AT,
            submitted_at=AT - timedelta(minutes=nth % 3),
            due_on=None if nth % 7 == 0 else ON + timedelta(days=nth % 4),
        )
        for nth in range(COUNT)
    ]
    DataRequest.objects.bulk_create(rows)
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.submitted_at, row.pk))


def test_going_on_and_back_shows_every_request_once_in_the_order_of_the_queue(
    analyst: User, many: list[DataRequest]
) -> None:
    onward: list[DataRequest] = []
    turn = Turn()
    while True:
        page = queue.page(analyst, QueueFilter(), ON, turn, size=SIZE)
        onward += page.rows
        if page.after is None:
            break
        turn = Turn(after=Place.read(str(page.after)))
    assert onward == many
    back: list[DataRequest] = []
    turn = Turn(is_last=True)
    while True:
        page = queue.page(analyst, QueueFilter(), ON, turn, size=SIZE)
        back = page.rows + back
        if page.before is None:
            break
        turn = Turn(before=Place.read(str(page.before)))
    assert back == many


def test_the_first_page_leads_only_on_and_the_last_only_back(analyst: User, many: list[DataRequest]) -> None:
    first = queue.page(analyst, QueueFilter(), ON, Turn(), size=SIZE)
    last = queue.page(analyst, QueueFilter(), ON, Turn(is_last=True), size=SIZE)
    assert (first.before, last.after) == (None, None)
    assert first.after is not None
    assert last.before is not None
    whole = queue.page(analyst, QueueFilter(), ON, Turn(), size=COUNT)
    assert (whole.before, whole.after) == (None, None)


def test_more_rows_on_a_page_ask_the_database_nothing_more(
    analyst: User, many: list[DataRequest], django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    """Whatever the page shows of a row comes with it."""
    client = signed_in(analyst)
    client.get("/desk/")  # the first page of a session asks for more
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/desk/").status_code == 200
    DataRequest.objects.exclude(pk=many[0].pk).delete()
    with django_assert_num_queries(len(asked)):
        assert client.get("/desk/").status_code == 200


@pytest.mark.parametrize("text", ["", "x", "2026-05-05", "2026-05-05~2026-04-10T10:00:00~1", "a~b~c", "~~"])
def test_an_address_that_names_no_place_leads_to_the_first_page(text: str) -> None:
    assert Place.read(text) is None


def test_a_whole_reference_finds_its_request_after_it_ended_too(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    submission.withdraw(request=request, by=requester, at=AT)
    assert not queue.queue(analyst, QueueFilter(), ON).exists()
    assert queue.queue(analyst, QueueFilter(words=" oda-2026-0001 ", state="waiting"), ON).get() == request
    assert not queue.queue(analyst, QueueFilter(words="oda-2026-000"), ON).exists()


def test_drafts_never_stand_in_the_queue(requester: User, analyst: User) -> None:
    make_draft(requester)
    for state in ("", "draft"):
        assert not queue.queue(analyst, QueueFilter(state=state), ON).exists()
    assert queue.standing_counts(analyst, ON)["open"] == 0


def test_filters_and_counts_tell_the_same(analyst: User, many: list[DataRequest]) -> None:
    DataRequest.objects.filter(pk__in=[row.pk for row in many[:4]]).update(clock_state="paused", lane="roster")
    DataRequest.objects.filter(pk__in=[row.pk for row in many[4:]]).update(clock_state="running", lane="standard")
    later = ON + timedelta(days=2)
    counts = queue.standing_counts(analyst, later)
    for name in queue.STANDINGS:
        assert queue.queue(analyst, QueueFilter(standing=name), later).count() == counts[name], name
    assert counts["paused"] == queue.queue(analyst, QueueFilter(lane="roster"), later).count() == 4
    assert counts["overdue"] > 0
    assert counts["overdue"] + counts["running"] + 4 < counts["open"]  # without a due date nothing is late or in time


def test_the_workload_names_nobody_first(requester: User, analyst: User) -> None:
    other = make_person("zoe@district.example", name="Zoe")
    requests = [make_submitted(requester) for _ in range(4)]
    DataRequest.objects.filter(pk=requests[0].pk).update(assignee=other)
    desk.assign(request=requests[1], to=analyst, by=analyst, at=AT)
    desk.assign(request=requests[2], to=analyst, by=analyst, at=AT)
    assert queue.workload(analyst) == [("", 1), (analyst.name, 2), ("Zoe", 1)]


@pytest.mark.parametrize(
    "looked_at",
    [
        pytest.param(QueueFilter(), id="all that is open"),
        pytest.param(QueueFilter(standing="overdue", assignee="me"), id="mine and overdue"),
        pytest.param(QueueFilter(lane="roster", assignee="nobody"), id="nobody's of a kind"),
        pytest.param(QueueFilter(state="closed"), id="closed"),
        pytest.param(QueueFilter(state="closed", words="rosa"), id="closed, by a name"),
    ],
)
def test_the_database_walks_along_the_queue_and_sorts_nothing(analyst: User, looked_at: QueueFilter) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL goes by the size of its tables, which are empty here")
    rows = queue.queue(analyst, looked_at, ON).order_by("queue_on", "submitted_at", "pk").values_list("pk")[:50]
    plan = rows.explain()
    assert "request_queue_" in plan
    assert "TEMP B-TREE" not in plan
