"""Who finds agreements in the header, and how their events are said."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import User
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.portal.navigation import Viewer

_KINDS = frozenset({RequesterKind.PARTNER.value, RequesterKind.RESEARCHER.value, RequesterKind.AGENCY.value})

EVENTS: dict[str, str | Promise] = {
    "agreement.drafted": _("begun"),
    "agreement.written": _("its terms were written"),
    "agreement.sent": _("sent for signature"),
    "agreement.signed": _("signed by one side"),
    "agreement.concluded": _("signed by both, and sealed"),
    "agreement.scan_accepted": _("a scan was accepted"),
    "agreement.scan_refused": _("a scan was not accepted"),
    "agreement.document_added": _("a document was added"),
    "agreement.withdrawn": _("taken back"),
    "agreement.renewal_begun": _("a renewal was begun"),
    "agreement.covers": _("a colleague was added"),
    "agreement.terminated": _("terminated"),
    "agreement.ended": _("ended"),
}


def has_agreements(viewer: Viewer) -> bool:
    """Whether somebody is of the office, or of those who sign agreements with it."""
    return isinstance(viewer, User) and (viewer.is_office or viewer.kind in _KINDS)
