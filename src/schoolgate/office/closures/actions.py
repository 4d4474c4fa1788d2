"""Entering closures and taking them back. The clocks of open requests are counted anew afterwards."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import BadInput
from schoolgate.office.closures import permissions
from schoolgate.office.closures.models import OfficeClosure
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.people.models import User
from schoolgate.policy.calendar_file import district_calendar

LONGEST_DAYS = 31


@transaction.atomic
def enter(*, starts_on: date, ends_on: date, reason: str, by: User, at: datetime) -> OfficeClosure:
    """Enter a closure. Raises Forbidden, and BadInput for days in disorder, too many or outside the calendar."""
    permissions.may_keep_closures(by).require()
    _check(starts_on, ends_on, reason)
    made = OfficeClosure.objects.create(
        starts_on=starts_on, ends_on=ends_on, reason=reason.strip(), entered_at=at, entered_by=by
    )
    ledger.append(event="closure.entered", subject=f"closure:{made.pk}", by=by.as_actor, at=at, details=_told(made))
    return made


@transaction.atomic
def take_back(*, closure: OfficeClosure, by: User, at: datetime) -> None:
    """Take a closure back. Raises Forbidden, and NotNow where that was done."""
    permissions.may_keep_closures(by).require()
    current = OfficeClosure.objects.select_for_update().get(pk=closure.pk)
    if current.taken_back_at is not None:
        raise NotNow([_("This closure was taken back already.")])
    current.taken_back_at = at
    current.save(update_fields=["taken_back_at"])
    ledger.append(
        event="closure.taken_back", subject=f"closure:{current.pk}", by=by.as_actor, at=at, details=_told(current)
    )


def _check(starts_on: date, ends_on: date, reason: str) -> None:
    if not reason.strip():
        raise _fault(_("A closure needs a reason."), _("Say why: requesters read it beside their dates."))
    if ends_on < starts_on:
        raise _fault(_("The last day is before the first."), _("Exchange them."))
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        words = {"days": LONGEST_DAYS}
        raise _fault(_("A closure is at most %(days)s days long.") % words, _("Check the days, or enter two."))
    calendar = district_calendar()
    if starts_on.year < calendar.first_year or ends_on.year > calendar.last_year:
        words = {"first": calendar.first_year, "last": calendar.last_year}
        raise _fault(_("The calendar covers %(first)s to %(last)s.") % words, _("Choose a day within it."))


def _fault(message: str, mend: str) -> BadInput:
    return BadInput.at("closure", message, mend, rule="closures.days")


def _told(closure: OfficeClosure) -> dict[str, object]:
    return {
        "starts_on": closure.starts_on.isoformat(),
        "ends_on": closure.ends_on.isoformat(),
        "reason": closure.reason,
    }
