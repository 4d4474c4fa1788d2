"""Reads of copies."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schoolgate.office.builds.models import Build
from schoolgate.office.deliveries import permissions
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.errors import Hidden, NotNow
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.seals import SealedFiles
from schoolgate.policy.determination import Lane

GRACE_DAYS = 7
"""How long after the day of destruction a recipient is reminded before new requests are stopped (T56)."""


def sealed_copies() -> SealedFiles:
    """Return the sealed folder of the copies."""
    return SealedFiles(copies_folder())


def copies_folder() -> Path:
    """Return where the sealed copies lie."""
    return Path(settings.SCHOOLGATE_HOME) / "sealed" / "deliveries"


def own(user: User, delivery_id: UUID) -> Delivery:
    """Return somebody's own copy. Raises Hidden, whether it exists or not."""
    found = permissions.own(user).filter(pk=delivery_id).first()
    if found is None:
        raise Hidden
    return found


def locked(delivery_id: UUID) -> Delivery:
    """Return a copy as it is now, held until the transaction is over."""
    found = Delivery.objects.select_for_update(of=("self",)).select_related("build__request__owner", "recipient")
    return found.get(pk=delivery_id)


def traced(mark: str) -> Delivery | None:
    """Return the copy that bears a mark, however it is spelt."""
    cleaned = mark.strip().upper()
    return Delivery.objects.select_related("recipient", "build__request", "released_by").filter(mark=cleaned).first()


def requests_out() -> QuerySet[DataRequest]:
    """Return the requests of which a copy can still be downloaded."""
    return DataRequest.objects.filter(builds__deliveries__state=DeliveryState.OPEN).select_related("owner").distinct()


def undestroyed() -> QuerySet[Delivery]:
    """Return the copies in people's hands whose day of destruction is known and that nobody certified yet."""
    return (
        Delivery.objects.exclude(state=DeliveryState.DESTROYED)
        .exclude(destroy_by=None)
        .filter(downloads__isnull=False)
        .select_related("recipient", "build__request")
        .distinct()
    )


def objection_to(user: User, on: date) -> str:
    """Return why somebody may make no new request: data not destroyed in time; empty where there is none."""
    late = undestroyed().filter(recipient=user, destroy_by__lt=on - timedelta(days=GRACE_DAYS))
    marks = ", ".join(delivery.mark for delivery in late)
    if not marks:
        return ""
    return _("Certify first that you destroyed what you were handed: %(copies)s.") % {"copies": marks}


def require_beside(build: Build) -> None:
    """Raise NotNow where counts of groups went out since this build of such counts was begun.

    What is out then is not among what it was protected and compared with. Tables by which one agency sees small groups
    are protected beside nothing.
    """
    if build.lane != Lane.AGGREGATE.value or build.small_groups_id is not None:
        return
    out = Build.objects.filter(lane=Lane.AGGREGATE.value, small_groups=None).exclude(out_at=None).exclude(pk=build.pk)
    since = out.exclude(pk__in=build.beside).select_related("request")
    if since:
        names = ", ".join(sorted({str(each.request) for each in since}))
        raise NotNow(
            [_("Counts went out since this was built (%(names)s). Build it again beside them.") % {"names": names}]
        )


def ground_fell() -> str:
    """Return what recipients are told where a release no longer stands; never whose consent or which agreement."""
    return _("What this release rests on no longer stands: a family's word, an agreement or a rule. It was withdrawn.")
