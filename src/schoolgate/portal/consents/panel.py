"""How the consents for a request stand, on its page at the desk. A requester is told nothing of single students."""

from collections import Counter
from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.core import DataLevel
from schoolgate.office import clock
from schoolgate.office.clock import day_of
from schoolgate.office.consents import permissions, selectors
from schoolgate.office.people.models import User
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.consents import ConsentReason, standing_reason
from schoolgate.portal.access import person
from schoolgate.portal.navigation import Viewer

EVENTS: dict[str, str | Promise] = {
    "consent.signed": _("answered by the family"),
    "consent.withdrawn": _("withdrawn"),
}
REASONS: dict[ConsentReason, str | Promise] = {
    ConsentReason.UNSIGNED: _("not signed"),
    ConsentReason.NOT_SPECIFIC: _("grants nothing"),
    ConsentReason.OTHER_RECIPIENT: _("for another recipient"),
    ConsentReason.OTHER_PURPOSE: _("for another purpose"),
    ConsentReason.NOT_YET_SIGNED: _("signed later"),
    ConsentReason.EXPIRED: _("expired"),
    ConsentReason.REVOKED: _("withdrawn"),
    ConsentReason.SIGNER_BARRED: _("the signer is barred by a court paper"),
}


def may_see_consents(viewer: Viewer) -> bool:
    """Whether somebody looks consents up."""
    return isinstance(viewer, User) and bool(permissions.may_see(viewer))


def consents_of(request: HttpRequest, data_request: DataRequest) -> Mapping[str, object] | None:
    """Return how many consents name the requester, and how many of them stand today, whoever signed them."""
    draft = Asked.of_version(data_request).draft
    if draft.level != DataLevel.ROSTER.value or not may_see_consents(person(request)):
        return None
    recipient, on = selectors.recipient_of(data_request.owner), day_of(clock.now())
    reasons = Counter(
        standing_reason(selectors.as_policy_reads(record), recipient=recipient, purpose=draft.purpose, on=on)
        for record in selectors.for_recipient(recipient)
    )
    standing = reasons.pop(None, 0)
    return {
        "recipient": recipient,
        "standing": standing,
        "others": [(REASONS[reason], count) for reason, count in reasons.items() if reason is not None],
        "may_keep": bool(permissions.may_keep(person(request))),
    }
