"""What the passing of days changes about agreements: reminders before the end, and the end itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from schoolgate.office.agreements import falls, selectors
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.transitions import State
from schoolgate.office.clock import day_of
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address

REMIND_DAYS = (60, 30, 7)


def look_after(at: datetime) -> int:
    """Remind of agreements that end, and note those that ended; return how many were told of. May run twice, or late.

    Run late, only the nearest reminder is written: three at once help nobody.
    """
    on = day_of(at)
    signed = Agreement.objects.filter(state=State.SIGNED).select_related("party")
    ending = signed.filter(ends_on__gte=on, ends_on__lte=on + timedelta(days=max(REMIND_DAYS)))
    count = sum(_remind(one, at) for one in ending)
    for agreement_id in signed.filter(ends_on__lt=on, end_noted_at=None).values_list("pk", flat=True):
        count += _note_end(agreement_id, at)
    return count


def _remind(agreement: Agreement, at: datetime) -> int:
    on = day_of(at)
    if agreement.ends_on is None or selectors.is_renewed(agreement, on):
        return 0
    days_left = (agreement.ends_on - on).days
    nearest = min(days for days in REMIND_DAYS if days_left <= days)
    return int(
        mail.write(
            key=f"{agreement.subject}:ends:{nearest}",
            to=agreement.party.email,
            template="agreements/mail/ending.txt",
            at=at,
            agreement=agreement,
            days_left=days_left,
            address=full_address(reverse("agreement", args=[agreement.pk])),
        )
    )


@transaction.atomic
def _note_end(agreement_id: UUID, at: datetime) -> int:
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("party").get(pk=agreement_id)
    if agreement.end_noted_at is not None or agreement.state != State.SIGNED:
        return 0
    agreement.end_noted_at = at
    agreement.save(update_fields=["end_noted_at"])
    details = {"ended_on": str(agreement.ends_on)}
    ledger.append(event="agreement.ended", subject=agreement.subject, by=Actor.system("tick"), at=at, details=details)
    if not selectors.is_renewed(agreement, day_of(at)):
        falls.tell(agreement, at)
        mail.write(
            key=f"{agreement.subject}:ended",
            to=agreement.party.email,
            template="agreements/mail/ended.txt",
            at=at,
            agreement=agreement,
            address=full_address(reverse("agreement", args=[agreement.pk])),
        )
    return 1
