"""What a machine that watches the office counts, in the text form of Prometheus (version 0.0.4).

Gauges are read from the database when they are asked for, so that every process tells the same; nothing here is about a
person. The page is for the holder of a token alone, and is not there where none is set.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.ledger.models import Disclosure, LedgerHead
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import OPEN, State
from schoolgate.policy.clocks import ClockState

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure by its name, with a sentence, and its values by the value of its one label; "" has no label."""

    name: str
    text: str
    values: tuple[tuple[str, int], ...]
    label: str = ""

    def lines(self) -> Iterator[str]:
        """Yield its lines of the text form."""
        yield f"# HELP {self.name} {self.text}"
        yield f"# TYPE {self.name} gauge"
        for value, number in self.values:
            labelled = f'{{{self.label}="{value}"}}' if self.label else ""
            yield f"{self.name}{labelled} {number}"


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with every figure to the holder of the token."""
    token = settings.SCHOOLGATE_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Http404
    lines = [line for gauge in gauges() for line in gauge.lines()]
    return HttpResponse("\n".join(lines) + "\n", content_type=MEDIA_TYPE)


def gauges() -> tuple[Gauge, ...]:
    """Return every figure as it is now."""
    counted = dict(DataRequest.objects.values_list("state").annotate(Count("id")))
    on = day_of(clock.now())
    late = DataRequest.objects.filter(state__in=OPEN, due_on__lt=on).exclude(clock_state=ClockState.PAUSED.value)
    head = LedgerHead.objects.first()
    unsent = OutboxMail.objects.filter(sent_at=None)
    latest = DataRequest.objects.aggregate(latest=Max("submitted_at"))["latest"]
    return (
        Gauge(
            "schoolgate_requests",
            "Requests by state.",
            tuple((state.value, counted.get(state.value, 0)) for state in State),
            "state",
        ),
        _one("schoolgate_requests_overdue", "Open requests whose date has passed.", late.count()),
        _one("schoolgate_ledger_rows", "Rows of the ledger.", head.number if head else 0),
        _one("schoolgate_disclosures", "Lines of the disclosure log.", Disclosure.objects.count()),
        _one("schoolgate_mail_waiting", "Mails that wait to be sent.", unsent.filter(gave_up=False).count()),
        _one("schoolgate_mail_given_up", "Mails that could not be sent.", unsent.filter(gave_up=True).count()),
        _one(
            "schoolgate_last_submission_seconds",
            "When a request last came, in seconds since 1970; 0 for never.",
            int(latest.timestamp()) if latest else 0,
        ),
    )


def _one(name: str, text: str, number: int) -> Gauge:
    return Gauge(name, text, (("", number),))
