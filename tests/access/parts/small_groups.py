"""The exception of R46: an analyst writes the case, reviewers and releasers speak to it."""

from tests.access.table import Answer, Entry, Ground, Who, cells

from schoolgate.office.clock import now
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.small_groups.models import Case, Law

ENTRIES = (
    Entry(
        "small_groups",
        cells(opened=frozenset({Who.ANALYST}), otherwise=Answer.FORBIDDEN),
        records={"request_id": "built_request"},
    ),
    Entry(
        "small_groups_case",
        cells(opened=frozenset({Who.REVIEWER, Who.RELEASER}), otherwise=Answer.FORBIDDEN),
        records={"request_id": "built_request"},
    ),
)


def plant(ground: Ground) -> None:
    """Plant a case of the request that the releases planted."""
    request = DataRequest.objects.get(pk=str(ground.records["built_request"]))
    case = Case.objects.create(
        request=request,
        version=request.version,
        law=Law.AUDIT,
        basis="Title I is audited.",
        agreement="Designation of January 12, 2026",
        proposed_by=ground.people[Who.ANALYST],
        proposed_at=now(),
    )
    ground.records["case_id"] = case.pk
