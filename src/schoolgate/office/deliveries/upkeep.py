"""What the passing of days asks of copies: their ground looked at, destruction reminded of, what is over removed."""

from datetime import datetime

from django.db.models import Min
from django.urls import reverse

from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions, rechecks, selectors
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.deliveries.transitions import DeliveryState
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.policy.determination import Lane

REMINDED_DAYS_BEFORE = (60, 30, 7, 0)
REMINDED_DAYS_AFTER = (1, 5)


def check_again(*, at: datetime) -> int:
    """Withdraw what no longer stands; return how many copies. Rows are made again and compared once a day.

    A build is looked at once, however many copies of it are out.
    """
    on, withdrawn = day_of(at), 0
    copies = Delivery.objects.filter(state=DeliveryState.OPEN)
    out = Build.objects.filter(deliveries__in=copies).annotate(checked_on=Min("deliveries__checked_on"))
    for build in out.select_related("request__owner"):
        is_due = build.checked_on < on and build.lane != Lane.AGGREGATE.value
        if rechecks.reasons_against(build, on, thoroughly=is_due):
            withdrawn += actions.withdraw(
                request=build.request, reason=selectors.ground_fell(), by=Actor.system("recheck"), at=at
            )
        elif is_due:
            copies.filter(build=build).update(checked_on=on)
    return withdrawn


def remind(*, at: datetime) -> int:
    """Remind recipients of the day of destruction, before it and after; each reminder once. Return how many."""
    on, written = day_of(at), 0
    for delivery in selectors.undestroyed():
        if delivery.destroy_by is None:
            continue
        left = (delivery.destroy_by - on).days
        due = [f"before-{days}" for days in REMINDED_DAYS_BEFORE if 0 <= left <= days][-1:]
        due = due or [f"after-{days}" for days in REMINDED_DAYS_AFTER if -left >= days][-1:]
        for which in due:
            written += mail.write(
                key=f"{delivery.subject}:destroy:{delivery.destroy_by}:{which}",
                to=delivery.recipient.email,
                template="deliveries/mail/reminder.txt",
                at=at,
                delivery=delivery,
                request=delivery.build.request,
                is_late=left < 0,
                address=full_address(reverse("delivery", args=[delivery.pk])),
            )
    return written


def clear(*, at: datetime) -> int:
    """Remove the sealed files of copies that can't be downloaded any more, and those that a killed delivery left."""
    folder = selectors.copies_folder()
    if not folder.is_dir():
        return 0
    kept = set(Delivery.objects.filter(state=DeliveryState.OPEN, until__gte=day_of(at)).values_list("key", flat=True))
    known = set(Delivery.objects.values_list("key", flat=True))
    removed = selectors.sealed_copies().remove_spare(known)
    for path in folder.iterdir():
        if path.name in known and path.name not in kept:
            path.unlink(missing_ok=True)
            removed += 1
    return removed
