"""Who hands questions over, and who takes them up."""

from django.db.models import QuerySet

from schoolgate.office.handovers.models import Handover
from schoolgate.office.people.models import OFFICE_ROLES, Role, User
from schoolgate.office.people.permissions import Answer, may_as


def may_hand_over(user: User) -> Answer:
    """Whether somebody may hand a question to the office: school staff."""
    return may_as(user, Role.SCHOOL_STAFF)


def may_settle(user: User) -> Answer:
    """Whether somebody may take a question up or set it aside."""
    return may_as(user, Role.ANALYST)


def visible_to(user: User) -> QuerySet[Handover]:
    """Return the questions that somebody may see: their own, and for the office all."""
    if user.has_role(*OFFICE_ROLES):
        return Handover.objects.select_related("by", "request")
    return Handover.objects.filter(by=user).select_related("by", "request")
