"""Who may do what with an agreement, and which agreements somebody may see. The state is `transitions`' matter."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from schoolgate.office.agreements.models import Agreement, Document, Side
from schoolgate.office.people.models import OFFICE_ROLES, Role, User
from schoolgate.office.people.permissions import YES, Answer, may_as, no


def visible_to(user: User) -> QuerySet[Agreement]:
    """Return every agreement that somebody may see: the office all, others those that went out to them."""
    if user.has_role(*OFFICE_ROLES):
        return Agreement.objects.all()
    theirs = Agreement.objects.filter(Q(party=user) | Q(colleagues=user)).distinct()
    return theirs.exclude(sent_at=None)


def documents_visible_to(user: User) -> QuerySet[Document]:
    """Return the documents that somebody may open: a colleague who is only covered reads the agreement, not these."""
    if user.has_role(*OFFICE_ROLES):
        return Document.objects.all()
    return Document.objects.filter(agreement__in=visible_to(user), agreement__party=user)


def may_draft(user: User, party: User) -> Answer:
    """Whether somebody may write an agreement with a party: an analyst, with somebody else."""
    if user.pk == party.pk:
        return no(_("Nobody writes an agreement with themselves."))
    return may_as(user, Role.ANALYST)


def may_sign(user: User, agreement: Agreement, side: Side) -> Answer:
    """Whether somebody may sign for a side: the party for itself, a releaser for the district."""
    is_party = user.pk == agreement.party_id
    if side is Side.REQUESTER:
        return YES if is_party else no(_("Only the person named in the agreement signs for this side."))
    if is_party:
        return no(_("Nobody signs for both sides."))
    return may_as(user, Role.RELEASER)


def may_add_document(user: User, agreement: Agreement) -> Answer:
    """Whether somebody may hand in a document: the party, or an analyst."""
    return YES if user.pk == agreement.party_id else may_as(user, Role.ANALYST)


def may_check_scan(user: User, document: Document) -> Answer:
    """Whether somebody may check a scan: a releaser who did not hand it in, and is not the party."""
    if user.pk in {document.added_by_id, document.agreement.party_id}:
        return no(_("A scan is checked by somebody else than who handed it in."))
    return may_as(user, Role.RELEASER)


def may_end(user: User, agreement: Agreement) -> Answer:
    """Whether somebody may terminate an agreement for the district."""
    if user.pk == agreement.party_id:
        return no(_("Write to the office to end the agreement."))
    return may_as(user, Role.RELEASER)
