"""Reads of reviews."""

from django.db.models import Exists, OuterRef

from schoolgate.office.builds.models import Build
from schoolgate.office.builds.permissions import visible_to
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.people.models import User
from schoolgate.office.requests.transitions import State
from schoolgate.office.reviews import permissions
from schoolgate.office.reviews.models import Decision


def decision_on(build: Build) -> Decision | None:
    """Return what the votes on a build came to; None while they are open."""
    return Decision.objects.select_related("granted_by", "build__request").filter(build=build).first()


def waiting_for(user: User) -> list[Build]:
    """Return the builds that wait for somebody's vote, the oldest first."""
    built = visible_to(user).filter(state=BuildState.BUILT, request__state=State.IN_REVIEW, decision=None)
    later = Build.objects.filter(request=OuterRef("request"), state=BuildState.BUILT, number__gt=OuterRef("number"))
    newest = built.exclude(Exists(later)).exclude(votes__reviewer=user)
    waiting = newest.select_related("request__owner", "asked_by").order_by("ended_at")
    return [build for build in waiting if permissions.may_vote(user, build)]
