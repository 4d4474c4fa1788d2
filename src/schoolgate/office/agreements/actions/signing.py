"""Signing: with a click by somebody who is signed in, or on paper, checked. Once both sides have, it is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, NotAllowed
from schoolgate.office.agreements import office_seal, papers, permissions, transitions
from schoolgate.office.agreements.actions import telling
from schoolgate.office.agreements.actions.drafting import refresh_requests
from schoolgate.office.agreements.models import Agreement, Document, DocumentKind, Method, Side, Signature
from schoolgate.office.agreements.texts import Text
from schoolgate.office.agreements.transitions import Step
from schoolgate.office.clock import day_of
from schoolgate.office.errors import NotNow
from schoolgate.office.people.models import User
from schoolgate.office.seals import SealedFiles


@dataclass(frozen=True, slots=True)
class Click:
    """What somebody who signs here gives: the digest of the text they read, their name, and how they were known."""

    text_sha256: str
    name: str
    authentication: str


def sign(*, agreement: Agreement, side: Side, click: Click, by: User, at: datetime) -> Agreement:
    """Sign for one side. With the second signature the agreement is concluded and its PDF sealed.

    Raises Forbidden; NotNow where the side has signed already or the text is another; NotAllowed without a name.
    """
    with transaction.atomic():
        current = telling.locked(agreement.pk)
        permissions.may_sign(by, current, side).require()
        _require_unsigned(current, side)
        transitions.require(Step.SIGN, current.state)
        if click.text_sha256 != current.text_sha256:
            raise NotNow([_("The text was changed since you opened the page. Read it again.")])
        if not click.name.strip():
            raise NotAllowed([_("Write your name to sign.")])
        made = Signature(method=Method.CLICK, signer=by, name=click.name.strip(), position=by.position)
        made.authentication, made.signed_on = click.authentication, day_of(at)
        _keep(current, side, made, by, at)
        _conclude_if_signed_by_both(current, by, at)
    refresh_requests(current, at)
    return current


def accept_scan(
    *, document: Document, days: Mapping[Side, date], by: User, at: datetime, remark: str = ""
) -> Agreement:
    """Accept a scan for the sides that signed on it, each with the day on the paper.

    Raises Forbidden; NotNow where it was checked already or a side has signed; NotAllowed for a day that can't be.
    """
    with transaction.atomic():
        current = telling.locked(document.agreement_id)
        scan = _unchecked(document)
        permissions.may_check_scan(by, scan).require()
        transitions.require(Step.SIGN, current.state)
        if not days:
            raise NotAllowed([_("Say which side signed on the paper, and when.")])
        if max(days.values()) > day_of(at):
            raise NotAllowed([_("A signature can't lie in the future.")])
        for side, day in days.items():
            _require_unsigned(current, side)
            made = Signature(method=Method.SCAN, signer=by, name=_name_on_paper(current, side, by), signed_on=day)
            made.authentication = f"paper scanned, SHA-256 {scan.sha256}; checked by {by}"
            _keep(current, side, made, by, at)
        _mark(scan, True, remark, by, at)
        telling.note(current, "agreement.scan_accepted", by=by, at=at, details={"sha256": scan.sha256})
        _conclude_if_signed_by_both(current, by, at)
    refresh_requests(current, at)
    return current


@transaction.atomic
def refuse_scan(*, document: Document, remark: str, by: User, at: datetime) -> None:
    """Refuse a scan and tell who handed it in why. Raises Forbidden, NotNow, and BadInput without a reason."""
    current = telling.locked(document.agreement_id)
    scan = _unchecked(document)
    permissions.may_check_scan(by, scan).require()
    if not remark.strip():
        raise BadInput.at("scan", _("A reason is needed."), _("Say what is wrong with the scan."), rule="scan.reason")
    _mark(scan, False, remark, by, at)
    telling.note(current, "agreement.scan_refused", by=by, at=at, details={"sha256": scan.sha256})
    telling.tell_party(current, "scan_refused", at, key=f"scan_refused:{scan.pk}", remark=remark.strip())


def _require_unsigned(agreement: Agreement, side: Side) -> None:
    """Raise NotNow where a side has signed: of two who sign at once, the second is told who was first."""
    first = agreement.signatures.filter(side=side).first()
    if first is not None:
        raise NotNow([_("%(name)s has signed for %(side)s already.") % {"name": first.name, "side": side.label}])


def _keep(agreement: Agreement, side: Side, made: Signature, by: User, at: datetime) -> None:
    made.agreement, made.side, made.at, made.text_sha256 = agreement, side, at, agreement.text_sha256
    made.save()
    details = {"side": side.value, "method": made.method, "text_sha256": made.text_sha256}
    details["signed_on"] = made.signed_on.isoformat()
    telling.note(agreement, "agreement.signed", by=by, at=at, details=details)


def _conclude_if_signed_by_both(agreement: Agreement, by: User, at: datetime) -> None:
    signatures = list(agreement.signatures.all())
    if len(signatures) < len(Side) or agreement.text is None:
        return
    agreement.state = transitions.require(Step.CONCLUDE, agreement.state)
    pdf = papers.paper(Text.of(agreement.text), signatures, at)
    reason = f"Agreement {agreement.pk}, text {agreement.text_sha256}"
    stored = SealedFiles().put([office_seal.sealed(pdf, reason=reason, at=at)])
    agreement.signed_key = stored.key
    agreement.save()
    telling.note(agreement, "agreement.concluded", by=by, at=at, details={"pdf_sha256": stored.sha256})
    telling.tell_party(agreement, "concluded", at)


def _unchecked(document: Document) -> Document:
    scan = Document.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=document.pk)
    if scan.kind != DocumentKind.SCAN or scan.accepted is not None:
        raise NotNow([_("There is nothing to check.")])
    return scan


def _mark(scan: Document, accepted: bool, remark: str, by: User, at: datetime) -> None:
    scan.accepted, scan.checked_at, scan.checked_by, scan.remark = accepted, at, by, remark.strip()
    scan.save()


def _name_on_paper(agreement: Agreement, side: Side, by: User) -> str:
    return str(agreement.party if side is Side.REQUESTER else by)
