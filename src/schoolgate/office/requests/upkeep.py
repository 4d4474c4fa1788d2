"""What the passing of days changes about requests."""

import logging
from datetime import datetime

from schoolgate.core import SchoolgateError
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.moves import refresh
from schoolgate.office.requests.transitions import OPEN
from schoolgate.office.seals import SealedFiles
from schoolgate.office.seals.keys import named

_log = logging.getLogger(__name__)


def refresh_open_requests(at: datetime) -> int:
    """Determine every open request again: a pause goes on, an agreement ends, evidence changes. Return how many.

    One that can't be determined keeps no other from it; its error is raised at the end, for somebody has to see to it.
    """
    open_ids = list(DataRequest.objects.filter(state__in=OPEN).values_list("pk", flat=True))
    errors = []
    for request_id in open_ids:
        try:
            refresh(request_id, at=at)
        except SchoolgateError as error:
            _log.exception("request %s can't be determined", request_id)
            errors.append(error)
    if errors:
        raise errors[0]
    return len(open_ids)


def clear_half_written(at: datetime) -> int:  # noqa: ARG001  # a step of the tick
    """Remove documents that were half sealed when their process was killed; no record speaks of them."""
    return SealedFiles().clear()


def clear_spare(at: datetime) -> int:  # noqa: ARG001  # a step of the tick
    """Remove documents that were sealed when their process was killed, before any record named them."""
    return SealedFiles().remove_spare(named())
