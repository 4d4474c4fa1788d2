"""What families consented to, for determinations and releases to read."""

from datetime import date

from schoolgate.core import DataLevel
from schoolgate.office.consents import selectors
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.facts import Evidence


def source(request: DataRequest, asked: Draft, on: date) -> Evidence:  # noqa: ARG001  # the policy judges the day
    """Return every consent that names the requester as recipient; nothing where there is none.

    Not only those of the listed numbers: a student has two, and a consent may be written by the other.
    """
    if asked.level != DataLevel.ROSTER.value:
        return Evidence()
    named = selectors.for_recipient(selectors.recipient_of(request.owner))
    found = tuple(selectors.as_policy_reads(record) for record in named)
    return Evidence(consents=found or None)
