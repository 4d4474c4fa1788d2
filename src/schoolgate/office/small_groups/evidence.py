"""Who approved that an agency sees small groups, for the determination to count (R46)."""

from datetime import date

from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.small_groups import selectors
from schoolgate.policy.facts import Evidence


def source(request: DataRequest, asked: Draft, on: date) -> Evidence:  # noqa: ARG001  # a case speaks of its version
    """Return the names of those who agreed."""
    return Evidence(approvals=selectors.agreed(request))
