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
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.words import element_titles, grouping_titles, measure_titles
from schoolgate.warehouse.numbers import numbers_of
from schoolgate.warehouse.store import Store


def log(delivery: Delivery, *, by: User, at: datetime) -> None:
    """Log a delivery of rows that name students, or of a table that shows small groups of them.

    Other groups, and rows without names, have no line. A student without a number is logged by the id of the records.
    Source: 603 CMR 23.07(1), 34 CFR 99.32 (D5); for small groups also R46.
    """
    draft, build = Asked.of_version(delivery.build.request).draft, delivery.build
    if settings.SCHOOLGATE_STORE is None:
        return
    if build.small_groups is not None:
        interest = f"{build.small_groups.get_law_display()}: {build.small_groups.basis}"
        students, parts = builds.students_in_small_groups(build), _parts_of_groups(draft)
    elif DataLevel(draft.level).is_identifiable:
        students, parts, interest = builds.students_of(build), ", ".join(element_titles(draft.elements)), draft.purpose
    else:
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
        parts=parts,
        purpose=draft.use,
        interest=interest,
    )
    numbers = numbers_of(Store(Path(settings.SCHOOLGATE_STORE)).snapshot(build.snapshot), students)
    listed = [numbers.get(student, student) for student in students]
    ledger.log_disclosure(record=record, students=listed, subject=build.request.subject, by=by.as_actor, at=at)


def _parts_of_groups(draft: Draft) -> str:
    """Return what a table tells of a student whom a small group counts: the groups, and what is told of them."""
    groups, measures = ", ".join(grouping_titles(draft.group_by)), ", ".join(measure_titles(draft.measures))
    return f"counted in groups of few students by {groups}: {measures}"
