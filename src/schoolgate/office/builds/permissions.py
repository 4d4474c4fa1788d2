"""Who may build, and who may look into a build."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schoolgate.office.builds.models import Build
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import Answer, may_as, no
from schoolgate.office.requests import permissions as requests
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step

_INSIDE = (Role.ANALYST, Role.REVIEWER, Role.RELEASER, Role.STEWARD, Role.AUDITOR)


def may_build(user: User, request: DataRequest) -> Answer:
    """Whether somebody may have a request built: an analyst, never for themselves."""
    return requests.may_step(user, request, Step.FINISH_BUILD)


def visible_to(user: User) -> QuerySet[Build]:
    """Return the builds that somebody may look into: those of others' requests, for the office."""
    if not user.has_role(*_INSIDE):
        return Build.objects.none()
    return Build.objects.exclude(request__owner=user)


def may_open_data(user: User, build: Build) -> Answer:
    """Whether somebody may open the data of a build: who builds, reviews or releases, never who asked for it."""
    if user.pk == build.request.owner_id:
        return no(_("Your copy is handed to you by the office."))
    return may_as(user, Role.ANALYST, Role.REVIEWER, Role.RELEASER)
