"""What the circular says of a request on a day. The decision is the policy's; here it is only asked for."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.conf import settings

from schoolgate.core import BadInput
from schoolgate.office.requests import clocks, documents
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.at_release import determine_at_release
from schoolgate.policy.clocks import Clock, ClockId
from schoolgate.policy.determination import Determination
from schoolgate.policy.document import RequestDocument
from schoolgate.policy.facts import Facts, RecordFacts
from schoolgate.policy.versions import current_pack
from schoolgate.release.records import facts_of
from schoolgate.warehouse.snapshot import Snapshot
from schoolgate.warehouse.store import Store


@dataclass(frozen=True, slots=True)
class Decided:
    """A determination with the facts it was made from and the clocks in full."""

    facts: Facts
    determination: Determination
    clocks: tuple[Clock, ...]

    def clock(self, clock_id: ClockId) -> Clock | None:
        """Return one of the clocks, None where it does not exist for this request."""
        return next((clock for clock in self.clocks if clock.id is clock_id), None)


def decide(request: DataRequest, asked: Asked, on: date, *, with_records: bool = True) -> Decided:
    """Determine what a request asks for a day, under the version in force when it was complete.

    with_records: whether to look into the newest snapshot; a page that answers while somebody types does not.
    Raises BadInput where the document is incomplete.
    """
    with documents.read(request, asked, on) as document:
        records = _records(document, on) if with_records else None
        return decide_document(request, document, on, records)


def decide_document(request: DataRequest, document: RequestDocument, on: date, records: RecordFacts | None) -> Decided:
    """Determine a document that was read already."""
    facts = document.facts(on, records)
    at_submission = current_pack(document.submitted_at.date())
    determination = determine_at_release(
        facts, at_submission=at_submission, at_release=current_pack(on), clocks=clocks.reader_for(request)
    )
    found = clocks.clocks_of(request, facts, determination.lane, at_submission)
    return Decided(facts, determination, found)


def current(request: DataRequest, on: date) -> Decided:
    """Determine a submitted request as it stands: its last version, with today's evidence."""
    return decide(request, Asked.of_version(request), on)


def preview(request: DataRequest, asked: Asked, on: date) -> Decided:
    """Determine an unfinished draft, with stand-ins for what is not answered and without looking into records."""
    return decide(request, asked.filled_in(on), on, with_records=False)


def snapshot() -> Snapshot | None:
    """Return the newest snapshot of student records, None where the office has none."""
    if settings.SCHOOLGATE_STORE is None:
        return None
    try:
        return Store(Path(settings.SCHOOLGATE_STORE)).snapshot()
    except BadInput:
        return None


def _records(document: RequestDocument, on: date) -> RecordFacts | None:
    found = snapshot()
    return None if found is None else facts_of(found, document, on)


def remember(request: DataRequest, decided: Decided) -> None:
    """Write into the request's columns what the queue sorts and searches by. The caller saves."""
    determination = decided.determination
    request.level, request.purpose = str(decided.facts.query.level), str(decided.facts.purpose)
    request.lane, request.outcome = str(determination.lane), str(determination.outcome)
    request.policy = determination.policy
    contact, fulfilment = decided.clock(ClockId.CLARIFICATION), decided.clock(ClockId.FULFILMENT)
    request.contact_due_on = None if contact is None else contact.due
    request.clock_state = "" if fulfilment is None else str(fulfilment.state)
    request.due_on = None if fulfilment is None else fulfilment.due


REMEMBERED = ("level", "purpose", "lane", "outcome", "policy", "contact_due_on", "clock_state", "due_on")


def without_student_numbers(determination: Determination) -> Determination:
    """Return a determination fit for keeping: its ways on hold queries, and those the ID list."""
    ways = tuple(replace(way, query=None) for way in determination.alternatives)
    return replace(determination, alternatives=ways)
