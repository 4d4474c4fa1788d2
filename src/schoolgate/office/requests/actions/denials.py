"""Denials: proposed by one, approved by another, told with reason, clause and the nearest alternative (R61)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import DataLevel
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import DisclosureRecord
from schoolgate.office.ledger.models import DisclosureKind
from schoolgate.office.people.models import User
from schoolgate.office.requests import moves, permissions, transitions
from schoolgate.office.requests.actions import thread
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest, Denial, DenialReason, Reconsideration
from schoolgate.office.requests.transitions import Step
from schoolgate.office.requests.words import element_titles


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a request is denied: a reason of the list, the clauses it rests on, a text, and the nearest alternative."""

    reason: DenialReason
    clauses: tuple[str, ...]
    text: str
    alternative: str = ""


@transaction.atomic
def propose(*, request: DataRequest, grounds: Grounds, by: User, at: datetime) -> Denial:
    """Propose a denial. It is in force once somebody else approves it."""
    current = moves.locked(request.pk)
    permissions.may_propose_denial(by, current).require()
    transitions.require(Step.DENY, current.state)
    if current.denials.filter(approved_at=None, dropped_at=None).exists():
        raise NotNow([_("A denial is proposed already.")])
    denial = Denial.objects.create(
        request=current,
        reason=grounds.reason,
        clauses=list(grounds.clauses),
        text=grounds.text.strip(),
        alternative=grounds.alternative.strip(),
        proposed_at=at,
        proposed_by=by,
    )
    moves.note(current, "request.denial_proposed", by=by, at=at, details={"reason": grounds.reason.value})
    return denial


@transaction.atomic
def drop(*, denial: Denial, by: User, at: datetime) -> None:
    """Drop a proposal."""
    current = moves.locked(denial.request_id)
    if not permissions.may_approve_denial(by, denial):
        permissions.may_propose_denial(by, current).require()
    if not Denial.objects.filter(pk=denial.pk, approved_at=None, dropped_at=None).update(dropped_at=at):
        raise NotNow([_("The proposal is not open any more.")])
    moves.note(current, "request.denial_dropped", by=by, at=at)


@transaction.atomic
def approve(*, denial: Denial, by: User, at: datetime) -> DataRequest:
    """Put a proposed denial in force and tell the requester. What was asked about students is logged (T58)."""
    moves.locked(denial.request_id)
    current = Denial.objects.select_related("request", "proposed_by").get(pk=denial.pk)
    permissions.may_approve_denial(by, current).require()
    if current.approved_at is not None or current.dropped_at is not None:
        raise NotNow([_("The proposal is not open any more.")])
    current.approved_at, current.approved_by = at, by
    current.save()
    details = {"reason": current.reason, "clauses": current.clauses, "proposed_by": current.proposed_by.as_actor.id}
    moved = moves.move(current.request_id, Step.DENY, by=by, at=at, details=details)
    _log_request(moved, current, by, at)
    thread.tell_requester(moved, "denial", at, key=f"denial:{current.pk}", denial=current)
    return moved


@transaction.atomic
def ask_reconsideration(*, denial: Denial, text: str, by: User, at: datetime) -> Reconsideration:
    """Ask the office to look again at a denial; once for each."""
    moves.locked(denial.request_id)
    if Reconsideration.objects.filter(denial=denial).exists():
        raise NotNow([_("This denial was reconsidered already.")])
    moves.move(denial.request_id, Step.ASK_RECONSIDERATION, by=by, at=at)
    return Reconsideration.objects.create(denial=denial, text=text.strip(), asked_at=at)


def decide(*, reconsideration: Reconsideration, uphold: bool, decision: str, by: User, at: datetime) -> DataRequest:
    """Uphold or overturn a denial, with words for the requester."""
    with transaction.atomic():
        moves.locked(reconsideration.denial.request_id)
        current = Reconsideration.objects.select_related("denial__request").get(pk=reconsideration.pk)
        permissions.may_reconsider(by, current.denial).require()
        if current.decided_at is not None:
            raise NotNow([_("The reconsideration is decided already.")])
        current.upheld, current.decision = uphold, decision.strip()
        current.decided_at, current.decided_by = at, by
        current.save()
        step = Step.UPHOLD if uphold else Step.OVERTURN
        moved = moves.move(current.denial.request_id, step, by=by, at=at)
        key = f"reconsideration:{current.pk}"
        thread.tell_requester(moved, "reconsideration", at, key=key, reconsideration=current)
    moves.refresh(moved.pk, at=at)
    return moved


def _log_request(request: DataRequest, denial: Denial, by: User, at: datetime) -> None:
    """Log for each student of an ID list that identifiable data was asked for and denied (34 CFR 99.32)."""
    asked = Asked.of_version(request)
    if not asked.numbers or not DataLevel(asked.draft.level).is_identifiable:
        return
    owner = request.owner
    record = DisclosureRecord(
        kind=DisclosureKind.REQUESTED,
        releaser_name=str(by),
        releaser_position=by.position,
        recipient_name=str(owner),
        recipient_position=owner.position,
        recipient_affiliation=owner.organisation,
        parts=", ".join(element_titles(asked.draft.elements)),
        purpose=asked.draft.use,
        interest=f"denied: {denial.get_reason_display()}",
    )
    ledger.log_disclosure(record=record, students=asked.numbers, subject=request.subject, by=by.as_actor, at=at)
