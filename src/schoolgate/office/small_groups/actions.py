"""Writes about the exception of R46: the case, and what two people say of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.office.clock import day_of
from schoolgate.office.errors import NotNow
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests import determinations, moves, transitions
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step
from schoolgate.office.small_groups import permissions, selectors
from schoolgate.office.small_groups.models import Case, Law, Opinion
from schoolgate.office.small_groups.selectors import Standing
from schoolgate.policy.reasons import Reason

_ASKS_PEOPLE = {Reason.SMALL_GROUPS_NEED_APPROVALS, Reason.SMALL_GROUPS_NEED_PERSON}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an exception rests on, in writing. agreement: which one, and of which day."""

    law: Law
    basis: str
    agreement: str


def propose(*, request: DataRequest, grounds: Grounds, by: User, at: datetime) -> Case:
    """Write the case for showing an agency the groups under the threshold.

    Raises Forbidden, and NotNow where the circular refuses it whoever agrees: no legal basis, no agreement in force,
    an audience beyond the agency.
    """
    with transaction.atomic():
        current = moves.locked(request.pk)
        permissions.may_propose(by, current).require()
        transitions.require(Step.FINISH_BUILD, current.state)
        if not (grounds.basis.strip() and grounds.agreement.strip()):
            raise NotNow([_("An exception is written down: the basis and the agreement it rests on.")])
        _require_ground(current, at)
        before = selectors.newest(current)
        if before is not None and selectors.standing(before) in {Standing.OPEN, Standing.GRANTED}:
            raise NotNow([_("A case is written already.")])
        case = Case.objects.create(
            request=current,
            version=current.version,
            law=grounds.law,
            basis=grounds.basis.strip(),
            agreement=grounds.agreement.strip(),
            proposed_by=by,
            proposed_at=at,
        )
        details = {"law": grounds.law.value, "basis": case.basis, "agreement": case.agreement}
        moves.note(current, "request.small_groups_proposed", by=by, at=at, details={"case": case.pk, **details})
    moves.refresh(request.pk, at=at)
    return case


def speak(*, case: Case, agree: bool, words: str, by: User, at: datetime) -> Standing:
    """Agree to a case, or not, as the reviewer or the releaser who is asked. Returns where the case is then.

    Raises Forbidden, and NotNow where it is decided, has lapsed, or its ground fell.
    """
    with transaction.atomic():
        request = moves.locked(case.request_id)
        current = Case.objects.select_related("request__owner", "proposed_by").get(pk=case.pk)
        permissions.may_speak(by, current).require()
        transitions.require(Step.FINISH_BUILD, request.state)
        if selectors.newest(request) != current or selectors.standing(current) is not Standing.OPEN:
            raise NotNow([_("The case is not open any more.")])
        if not words.strip():
            raise NotNow([_("Say why.")])
        if agree:
            _require_ground(request, at)
        role = _role_asked(by, current)
        Opinion.objects.create(case=current, by=by, role=role, agrees=agree, words=words.strip(), at=at)
        stands = selectors.standing(current)
        details = {"case": current.pk, "role": role.value, "agrees": agree, "reason": words.strip()}
        moves.note(request, "request.small_groups_decided", by=by, at=at, details=details)
        if stands is not Standing.OPEN:
            _tell(current, stands, at)
    moves.refresh(case.request_id, at=at)
    return stands


def _require_ground(request: DataRequest, at: datetime) -> None:
    """Raise NotNow with the circular's own sentences where something but the decision of people is open."""
    decided = determinations.current(request, day_of(at))
    if not decided.facts.evidence.legal_basis.strip():
        raise NotNow([_("The agency names no legal basis in its request, so small groups are hidden (R46).")])
    shut = [gate for gate in decided.determination.gates if not gate.status.is_open and gate.reason not in _ASKS_PEOPLE]
    if shut:
        raise NotNow([f"{gate.text} ({', '.join(gate.clauses)})" for gate in shut])


def _role_asked(user: User, case: Case) -> Role:
    """Return the role in which somebody speaks: of two that they hold and that are asked, the higher one."""
    said = {opinion.role for opinion in selectors.opinions_on(case)}
    return next(role for role in reversed(selectors.ASKED) if role not in said and user.has_role(role))


def _tell(case: Case, stands: Standing, at: datetime) -> None:
    mail.write(
        key=f"small-groups:{case.pk}:{stands.value}",
        to=case.proposed_by.email,
        template="small_groups/mail/decided.txt",
        at=at,
        request=case.request,
        stands=stands.label,
        opinions=selectors.opinions_on(case),
        address=full_address(reverse("desk_request", args=[case.request_id])),
    )
