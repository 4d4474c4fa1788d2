"""The agreements that speak of a request, on its page."""

from collections.abc import Mapping

from django.http import HttpRequest

from schoolgate.office import clock
from schoolgate.office.agreements import permissions, selectors
from schoolgate.office.clock import day_of
from schoolgate.office.requests.models import DataRequest
from schoolgate.portal.access import person
from schoolgate.portal.agreements.standing import Standing


def agreements_of(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return the agreements of a request that the person may see; an analyst sees the panel without any, too."""
    user, on = person(request), day_of(clock.now())
    visible = permissions.visible_to(user).values("pk")
    found = selectors.covering(data_request).filter(pk__in=visible)
    may_draft = bool(permissions.may_draft(user, data_request.owner))
    if not found and not may_draft:
        return None
    rows = [(agreement, Standing.of(agreement, on)) for agreement in found]
    return {"rows": rows, "may_draft": may_draft, "waits": selectors.to_sign(user).filter(pk__in=found).exists()}
