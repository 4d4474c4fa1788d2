"""The banner of a newer version of the circular on a request's pages."""

from collections.abc import Mapping

from django.http import HttpRequest

from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.newer_rules import newer_rules
from schoolgate.office.requests.transitions import ENDED, State


def panel(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:  # noqa: ARG001  # as every panel
    """Return what the newer version means; None where there is none, and for requests that are over."""
    if State(data_request.state) in ENDED or data_request.version == 0:
        return None
    rules = newer_rules(data_request, day_of(clock.now()))
    if rules is None:
        return None
    changes = [(each.key.replace("_", " ").replace(".", ", "), each.before, each.after) for each in rules.changes]
    return {"rules": rules, "changes": changes}
