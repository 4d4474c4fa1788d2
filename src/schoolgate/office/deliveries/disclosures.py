"""What the disclosure log says of a delivery: one line for each student and recipient (T55)."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from schoolgate.core import DataLevel
from schoolgate.office.builds import selectors as builds
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import DisclosureRecord
from schoolgate.office.ledger.models import DisclosureKind
from schoolgate.office.people.models import User
from schoolgate.office.requests.documents import Asked
from schoolgate.warehouse.numbers import numbers_of
from schoolgate.warehouse.store import Store


def log(delivery: Delivery, *, by: User, at: datetime) -> None:
    """Log a delivery of rows that name students; groups and rows without names have no line.

    A student without a number is logged by the id of the records. Source: 603 CMR 23.07(1), 34 CFR 99.32 (D5).
    """
    asked = Asked.of_version(delivery.build.request)
    if not DataLevel(asked.draft.level).is_identifiable or settings.SCHOOLGATE_STORE is None:
        return
    recipient = delivery.recipient
    record = DisclosureRecord(
        kind=DisclosureKind.RELEASED,
        releaser_name=str(by),
        releaser_position=by.position,
        signature=delivery.signature,
        recipient_name=str(recipient),
        recipient_position=recipient.position,
        recipient_affiliation=recipient.organisation,
        parts=", ".join(asked.draft.elements),
        purpose=asked.draft.use,
        interest=asked.draft.purpose,
    )
    students = builds.students_of(delivery.build)
    numbers = numbers_of(Store(Path(settings.SCHOOLGATE_STORE)).snapshot(delivery.build.snapshot), students)
    listed = [numbers.get(student, student) for student in students]
    ledger.log_disclosure(record=record, students=listed, subject=delivery.build.request.subject, by=by.as_actor, at=at)
