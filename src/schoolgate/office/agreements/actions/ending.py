"""The end of an agreement before its last day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed
from schoolgate.office.agreements import falls, permissions, transitions
from schoolgate.office.agreements.actions import telling
from schoolgate.office.agreements.actions.drafting import refresh_requests
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.transitions import Step
from schoolgate.office.clock import day_of
from schoolgate.office.people.models import User


def terminate(*, agreement: Agreement, reason: str, by: User, at: datetime) -> Agreement:
    """End an agreement today: from now on nothing is built or given out under it. Raises Forbidden and NotNow."""
    with transaction.atomic():
        current = telling.locked(agreement.pk)
        permissions.may_end(by, current).require()
        current.state = transitions.require(Step.TERMINATE, current.state)
        if not reason.strip():
            raise NotAllowed([_("Say why the agreement is terminated.")])
        current.terminated_on, current.termination_reason = day_of(at), reason.strip()
        current.save()
        telling.note(current, "agreement.terminated", by=by, at=at, details={"on": str(current.terminated_on)})
        telling.tell_party(current, "terminated", at)
        falls.tell(current, at)
    refresh_requests(current, at)
    return current
