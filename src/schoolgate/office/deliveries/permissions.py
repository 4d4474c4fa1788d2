"""Who may hand out, withdraw and download, and whose copies somebody may see."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schoolgate.office.builds.models import Build
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import YES, Answer, may_as, no
from schoolgate.office.requests import permissions as requests
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step


def may_deliver(user: User, build: Build) -> Answer:
    """Whether somebody may hand a build out: a releaser who did not make it, and not to themselves."""
    if user.pk == build.asked_by_id:
        return no(_("Nobody releases their own output."))
    return requests.may_step(user, build.request, Step.DELIVER)


def may_recall(user: User, request: DataRequest) -> Answer:
    """Whether somebody may take a release back."""
    return requests.may_step(user, request, Step.RECALL)


def may_hold(user: User, delivery: Delivery, *, has_second_factor: bool) -> Answer:
    """Whether somebody may accept, download or certify a copy: its named recipient, signed in with a second factor."""
    if user.pk != delivery.recipient_id or not user.is_active:
        return no(_("The copy is for somebody else."))
    if not has_second_factor:
        return no(_("Set up a second factor for signing in first: data is handed to nobody without one."))
    return YES


def may_trace(user: User) -> Answer:
    """Whether somebody may look up whose copy a mark stands for."""
    return may_as(user, Role.RELEASER, Role.STEWARD, Role.AUDITOR)


def own(user: User) -> QuerySet[Delivery]:
    """Return the copies that somebody was handed."""
    return Delivery.objects.filter(recipient=user).select_related("build__request", "recipient")


def visible_in_office(user: User, request: DataRequest) -> QuerySet[Delivery]:
    """Return every copy of a request's releases, for the office; nobody else sees who else holds one."""
    if not user.is_office or user.pk == request.owner_id:
        return Delivery.objects.none()
    return Delivery.objects.filter(build__request=request).select_related("recipient", "released_by", "build")
