"""Who may vote on a build, and whose votes somebody may read."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from schoolgate.office.builds.models import Build
from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import Answer, may_as, no
from schoolgate.office.requests import permissions as requests
from schoolgate.office.requests.transitions import Step
from schoolgate.office.reviews.models import Decision, Vote


def may_vote(user: User, build: Build) -> Answer:
    """Whether somebody may vote: a reviewer who neither made the build nor had a part in asking (T49)."""
    if user.pk == build.asked_by_id:
        return no(_("Nobody reviews their own output."))
    if user.pk == build.request.entered_by_id:
        return no(_("Who wrote the request down does not review it."))
    return requests.may_step(user, build.request, Step.APPROVE)


def may_grant(user: User, decision: Decision) -> Answer:
    """Whether somebody may agree to an exception: a releaser who neither made the build nor voted on it."""
    build = decision.build
    if user.pk == build.asked_by_id or build.votes.filter(reviewer=user).exists():
        return no(_("An exception is agreed to by somebody who had no part in the build or its review."))
    if user.pk == build.request.owner_id:
        return no(_("Nobody decides on their own request."))
    return may_as(user, Role.RELEASER)


def votes_visible_to(user: User, build: Build) -> QuerySet[Vote]:
    """Return the votes that somebody may read: their own, and all once the votes are decided on."""
    if not user.is_office or user.pk == build.request.owner_id:
        return Vote.objects.none()
    decided = Q(build__decision__isnull=False)
    return build.votes.filter(Q(reviewer=user) | decided).select_related("reviewer")
