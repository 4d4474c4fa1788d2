"""Two people whose steps wait for each other both get there: the database ends one, and it is done again."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch
from django.utils import timezone

from schoolgate.portal.limits.models import Count
from schoolgate.portal.refusals import AnswerRefusals

AtOnce = Callable[[Callable[[int], object], int], None]


def test_a_step_that_the_database_ended_for_another_is_done_again(office_db: None, at_once: AtOnce) -> None:
    """Each holds one of two rows and wants the other."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    keys, both_hold_one, tried = ("a", "b"), Barrier(2), [0, 0]
    Count.objects.bulk_create(Count(key=key, ends_at=timezone.now() + timedelta(hours=1)) for key in keys)

    def step(_request: HttpRequest, nth: int) -> HttpResponse:
        tried[nth] += 1
        with transaction.atomic():
            for at in (nth, 1 - nth):
                row = Count.objects.select_for_update().get(key=keys[at])
                if tried[nth] == 1 and at == nth:
                    both_hold_one.wait(timeout=20)
                row.number += 1
                row.save()
        return HttpResponse("done")

    def ask(nth: int) -> None:
        request = RequestFactory().post("/")
        request.resolver_match = ResolverMatch(step, (nth,), {})
        try:
            answer = step(request, nth)
        except Exception as error:
            found = AnswerRefusals(lambda _request: HttpResponse()).process_exception(request, error)
            assert isinstance(found, HttpResponse)
            answer = found
        assert answer.content == b"done"

    at_once(ask, 2)
    assert sorted(tried) == [1, 2]
    assert set(Count.objects.values_list("number", flat=True)) == {2}
