"""What happened to a request, in words, from the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.office.ledger.selectors import rows_about

EVENTS: dict[str, str | Promise] = {
    "request.begun": _("begun"),
    "request.document_added": _("a document was added"),
    "request.document_removed": _("a document was removed"),
    "request.submitted": _("submitted"),
    "request.asked": _("the office asked a question"),
    "request.answered": _("the requester answered"),
    "request.message": _("a message was written"),
    "request.note": _("a note was written"),
    "request.assigned": _("assigned"),
    "request.started": _("work was started"),
    "request.evidence": _("evidence was recorded"),
    "request.fee_offered": _("a fee was offered"),
    "request.fee_accepted": _("the fee was accepted"),
    "request.fee_declined": _("the fee was declined"),
    "request.no_fee": _("there is no fee"),
    "request.extended": _("the date was moved"),
    "request.build_asked": _("a build was asked for"),
    "request.built": _("handed over for review"),
    "request.reviewed": _("a reviewer voted"),
    "request.small_groups_proposed": _("showing small groups was proposed"),
    "request.small_groups_decided": _("somebody spoke to showing small groups"),
    "request.exception_decided": _("an exception was decided on"),
    "request.returned": _("returned for rework"),
    "request.approved": _("approved"),
    "request.delivered": _("delivered"),
    "request.recalled": _("the release was recalled"),
    "request.release_withdrawn": _("the copies were withdrawn"),
    "request.closed": _("closed"),
    "request.answered_publicly": _("answered by public data"),
    "request.denial_proposed": _("a denial was proposed"),
    "request.denial_dropped": _("the proposed denial was dropped"),
    "request.denied": _("denied"),
    "request.reconsideration_asked": _("reconsideration was asked for"),
    "request.denial_upheld": _("the denial was upheld"),
    "request.denial_overturned": _("the denial was overturned"),
    "request.withdrawn": _("withdrawn"),
    "disclosure.requested": _("what was asked about students was logged"),
    "disclosure.released": _("what was released about students was logged"),
}
_FOR_THE_OFFICE = frozenset(
    {
        "request.note",
        "request.assigned",
        "request.build_asked",
        "request.reviewed",
        "request.small_groups_decided",
        "request.exception_decided",
        "request.denial_proposed",
        "request.denial_dropped",
        "disclosure.requested",
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened: when, what, who."""

    at: datetime
    words: str | Promise
    actor: str


def history(subject: str, *, for_office: bool) -> list[Event]:
    """Return what happened, the newest first; a requester is not told what the office does within itself."""
    rows = rows_about(subject).order_by("-number")
    return [
        Event(row.at, EVENTS.get(row.event, row.event), row.actor_name)
        for row in rows
        if for_office or row.event not in _FOR_THE_OFFICE
    ]
