"""Handing a question to the office in one step, and what the office does with it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.core import DataLevel
from schoolgate.office.errors import Hidden, NotNow
from schoolgate.office.handovers import permissions
from schoolgate.office.handovers.models import Handover, HandoverState
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import User
from schoolgate.office.requests import guidance
from schoolgate.office.requests.actions import drafts, referrals
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.guidance import Choices
from schoolgate.office.requests.models import DataRequest, Referral
from schoolgate.policy.determination import Outcome
from schoolgate.policy.vocabulary import Channel, Purpose, RequesterKind


@dataclass(frozen=True, slots=True)
class Question:
    """Who outside asked, what for, and in which words."""

    name: str
    email: str
    organisation: str
    kind: RequesterKind
    purpose: Purpose
    text: str


@transaction.atomic
def hand_over(*, question: Question, by: User, at: datetime) -> Handover | Referral:
    """Hand a question to the office; one that is not the office's is counted, and its way is told at once (T33).

    Who asked gets a mail, so that the school has nothing left to do.
    """
    permissions.may_hand_over(by).require()
    choices = Choices(question.kind, question.purpose, DataLevel.AGGREGATE)
    determination = guidance.answer(choices, at=at).determination
    if determination.outcome is Outcome.REDIRECT:
        return referrals.record(
            determination=determination,
            kind=str(question.kind),
            purpose=str(question.purpose),
            by=by.as_actor,
            at=at,
            from_school=True,
        )
    made = Handover.objects.create(
        by=by,
        at=at,
        asker_name=question.name.strip(),
        asker_email=question.email.strip().lower(),
        asker_organisation=question.organisation.strip(),
        kind=question.kind.value,
        purpose=question.purpose.value,
        text=question.text.strip(),
    )
    details = {"kind": made.kind, "purpose": made.purpose}
    ledger.append(event="handover.made", subject=made.subject, by=by.as_actor, at=at, details=details)
    address = full_address(reverse("front"))
    mail.write(
        key=made.subject,
        to=made.asker_email,
        template="handovers/mail/handed_over.txt",
        at=at,
        handover=made,
        address=address,
    )
    return made


@transaction.atomic
def take_up(*, handover: Handover, by: User, at: datetime) -> DataRequest:
    """Begin a request for who asked, with their words, as an analyst does for somebody who wrote (R47)."""
    current = _open(handover, by)
    owner = people.invite(
        email=current.asker_email,
        name=current.asker_name,
        organisation=current.asker_organisation,
        kind=RequesterKind(current.kind),
        by=by,
        at=at,
    )
    draft = Draft(purpose=current.purpose, use=current.text)
    request = drafts.begin(owner=owner, by=by, at=at, draft=draft, channel=Channel.EMAIL)
    current.request = request
    _settle(current, HandoverState.TAKEN, by, at)
    return request


@transaction.atomic
def set_aside(*, handover: Handover, by: User, at: datetime) -> None:
    """Set a question aside: it was asked twice, or answered already."""
    _settle(_open(handover, by), HandoverState.SET_ASIDE, by, at)


def _open(handover: Handover, by: User) -> Handover:
    permissions.may_settle(by).require()
    current = Handover.objects.select_for_update().filter(pk=handover.pk).first()
    if current is None:
        raise Hidden
    if current.state != HandoverState.OPEN:
        raise NotNow([_("Somebody has seen to this question already.")])
    return current


def _settle(handover: Handover, state: HandoverState, by: User, at: datetime) -> None:
    handover.state, handover.settled_at, handover.settled_by = state, at, by
    handover.save()
    ledger.append(event=f"handover.{state.value}", subject=handover.subject, by=by.as_actor, at=at)
