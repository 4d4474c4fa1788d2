"""A later due date, made and mailed before the old one (R57, T48)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed
from schoolgate.office.calendar import business_calendar
from schoolgate.office.clock import day_of
from schoolgate.office.people.models import User
from schoolgate.office.requests import determinations, moves, permissions
from schoolgate.office.requests.actions import thread
from schoolgate.office.requests.models import DataRequest, Extension
from schoolgate.policy.clocks import ClockId
from schoolgate.policy.extension import Extension as LaterDate
from schoolgate.policy.extension import extend


def give_more_time(*, request: DataRequest, new_due_on: date, reason: str, by: User, at: datetime) -> Extension:
    """Set a later date and tell the requester.

    Raises NotAllowed after the due date and where no clock runs; BadInput for a day that is no later business day, or
    without a reason.
    """
    permissions.may_work_on(by, request).require()
    with transaction.atomic():
        current = moves.locked(request.pk)
        clock = determinations.current(current, day_of(at)).clock(ClockId.FULFILMENT)
        if clock is None:
            raise NotAllowed([_("This request has no due date.")])
        extend(clock, LaterDate(new_due_on, reason, day_of(at)), business_calendar())
        made = Extension.objects.create(
            request=current, new_due_on=new_due_on, reason=reason.strip(), sent_on=day_of(at), by=by
        )
        details = {"due": str(clock.due), "new_due": new_due_on.isoformat()}
        moves.note(current, "request.extended", by=by, at=at, details=details)
        thread.tell_requester(current, "extension", at, key=f"extension:{made.pk}", extension=made, due=clock.due)
    moves.refresh(request.pk, at=at)
    return made
