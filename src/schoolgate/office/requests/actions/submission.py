"""Submitting: complete, determined, numbered, confirmed by mail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.core import NotAllowed
from schoolgate.office.clock import day_of
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import User
from schoolgate.office.requests import determinations, documents, moves, objections, permissions, transitions
from schoolgate.office.requests.determinations import Decided, without_student_numbers
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest, ReferenceCounter, RequestVersion
from schoolgate.office.requests.transitions import State, Step
from schoolgate.policy.clocks import ClockId
from schoolgate.policy.determination import Determination, GateId, GateStatus, Outcome
from schoolgate.policy.versions import current_pack

# What has to be there before a request comes in at all (R13, R42, R53); everything else the office sees to with people.
GATES_OF_SUBMISSION = (GateId.PUBLIC_DATA_REVIEW, GateId.SCHOOL_AGREEMENTS, GateId.ID_LIST)
_SHUT = frozenset({GateStatus.MISSING, GateStatus.REFUSED})


class NotYet(NotAllowed):
    """Something has to be there before a request comes in. `missing`: the gate and a sentence; no gate: the grant."""

    def __init__(self, missing: Iterable[tuple[GateId | None, str]]) -> None:
        self.missing = tuple(missing)
        super().__init__([text for _gate, text in self.missing])


class SentElsewhere(NotAllowed):
    """The question is not the office's to answer. No request comes of it; the determination says whom to ask."""

    def __init__(self, determination: Determination) -> None:
        self.determination = determination
        super().__init__([determination.summary])


def check(request: DataRequest, at: datetime) -> Decided:
    """Return what a submission would be determined as.

    Raises BadInput with every fault of the words, SentElsewhere, and NotYet with what has to be there first.
    """
    decided = determinations.decide(request, Asked.of_draft(request, at), day_of(at))
    determination = decided.determination
    if determination.outcome is Outcome.REDIRECT:
        raise SentElsewhere(determination)
    found = (determination.gate(gate) for gate in GATES_OF_SUBMISSION)
    missing: list[tuple[GateId | None, str]] = [
        (finding.gate, finding.text) for finding in found if finding is not None and finding.status in _SHUT
    ]
    if decided.facts.grant_funded and not request.draft.get("funding_understood"):
        text = _("Confirm that you know: receiving a grant does not mean that the request is approved.")
        missing.append((None, text))
    if missing:
        raise NotYet(missing)
    return decided


def submit(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Submit a draft, or, while the office waits for an answer, the changed request as a new version.

    Raises what `check` raises, Forbidden, and NotNow where the state does not allow it or somebody was faster.
    """
    step = Step.ANSWER if request.state == State.WAITING else Step.SUBMIT
    permissions.may_step(by, request, step).require()
    transitions.require(step, request.state)
    if step is Step.SUBMIT:
        objections.require_none(request.owner, day_of(at))
    seen_at = request.changed_at
    decided = check(request, at)
    with transaction.atomic():
        moves.require_unchanged(moves.locked(request.pk), seen_at)
        details = {"lane": str(decided.determination.lane), "outcome": str(decided.determination.outcome)}
        details["policy"] = decided.determination.policy
        current = _numbered(request, at)
        moved = moves.move(request.pk, step, by=by, at=at, details={"version": current.version, **details})
        _keep_version(moved, decided, by, at)
        determinations.remember(moved, decided)
        moved.save()
        _confirm(moved, decided, at)
    moves.refresh(moved.pk, at=at)
    return moved


def withdraw(*, request: DataRequest, by: User, at: datetime) -> DataRequest:
    """Withdraw a submitted request."""
    with transaction.atomic():
        return moves.move(request.pk, Step.WITHDRAW, by=by, at=at)


def _numbered(request: DataRequest, at: datetime) -> DataRequest:
    """Give the request its number at the first submission, and its next version."""
    current = moves.locked(request.pk)
    if current.reference is None:
        current.reference = _next_reference(day_of(at).year)
        current.submitted_at = at
    current.version += 1
    current.save()
    return current


def _next_reference(year: int) -> str:
    counter, _is_new = ReferenceCounter.objects.select_for_update().get_or_create(year=year)
    counter.last += 1
    counter.save()
    return f"ODA-{year}-{counter.last:04d}"


def _keep_version(request: DataRequest, decided: Decided, by: User, at: datetime) -> None:
    document, _files = documents.document_of(request, Asked.of_draft(request, at), day_of(at))
    RequestVersion.objects.create(
        request=request,
        number=request.version,
        draft=request.draft,
        ids_sealed=request.ids_sealed,
        document=document,
        determination=without_student_numbers(decided.determination).to_document(),
        policy=decided.determination.policy,
        submitted_at=at,
        submitted_by=by,
    )


def _confirm(request: DataRequest, decided: Decided, at: datetime) -> None:
    mail.write(
        key=f"{request.subject}:confirmed:{request.version}",
        to=request.owner.email,
        template="requests/mail/confirmation.txt",
        at=at,
        request=request,
        query=decided.facts.query,
        pack=current_pack(day_of(at)),
        determination=decided.determination,
        contact_clock=decided.clock(ClockId.CLARIFICATION),
        fulfilment_clock=decided.clock(ClockId.FULFILMENT),
        address=full_address(reverse("request", args=[request.pk])),
    )
