"""What the passing of days changes about requests."""

from datetime import datetime

from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.moves import refresh
from schoolgate.office.requests.transitions import OPEN
from schoolgate.office.seals import SealedFiles


def refresh_open_requests(at: datetime) -> int:
    """Determine every open request again: a pause goes on, an agreement ends, evidence changes. Return how many."""
    open_ids = list(DataRequest.objects.filter(state__in=OPEN).values_list("pk", flat=True))
    for request_id in open_ids:
        refresh(request_id, at=at)
    return len(open_ids)


def clear_half_written(at: datetime) -> int:  # noqa: ARG001  # a step of the tick
    """Remove documents that were half sealed when their process was killed; no record speaks of them."""
    return SealedFiles().clear()
