"""Votes, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from schoolgate.office.builds import selectors as builds
from schoolgate.office.builds.findings import Weight
from schoolgate.office.builds.models import Build
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.mail import actions as mail
from schoolgate.office.mail.addresses import full_address
from schoolgate.office.people.models import User
from schoolgate.office.requests import moves, transitions
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step
from schoolgate.office.reviews import checklist, permissions
from schoolgate.office.reviews.models import Decision, Outcome, Verdict, Vote

VOTES = 2


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer says: the verdict, the checklist's answers by key (`yes` or `no`), and words for the others."""

    verdict: Verdict
    answers: Mapping[str, str]
    words: str = ""


@transaction.atomic
def vote(*, build: Build, opinion: Opinion, by: User, at: datetime) -> Decision | None:
    """Vote on a build. The second vote decides; until then nobody reads another's.

    Raises Forbidden, and NotNow where the build is not in review (any more), two have voted, the person has, or the
    checklist or the findings do not allow the verdict.
    """
    request, current = _in_review(build)
    permissions.may_vote(by, current).require()
    _require_sound(current, opinion)
    if current.votes.count() >= VOTES:
        raise NotNow([_("Two people have voted already.")])
    if current.votes.filter(reviewer=by).exists():
        raise NotNow([_("You have voted already. The other vote is somebody else's.")])
    Vote.objects.create(
        build=current,
        reviewer=by,
        verdict=opinion.verdict,
        answers=dict(opinion.answers),
        words=opinion.words.strip(),
        at=at,
    )
    # The verdict is told to the ledger with the decision: before it, a reader of the ledger would know it.
    moves.note(request, "request.reviewed", by=by, at=at, details={"build": str(current.pk)})
    return _decide(current, by, at) if current.votes.count() == VOTES else None


@transaction.atomic
def grant(*, decision: Decision, agree: bool, words: str, by: User, at: datetime) -> Decision:
    """Agree, or not, to an exception: the higher approval. Where not, the request goes back to be worked on."""
    request = moves.locked(decision.build.request_id)
    current = Decision.objects.select_related("build__request").get(pk=decision.pk)
    permissions.may_grant(by, current).require()
    if current.outcome != Outcome.EXCEPTION or current.granted is not None:
        raise NotNow([_("There is no exception to agree to.")])
    if builds.built(request) != current.build:
        raise NotNow([_("The build is not the newest any more.")])
    transitions.require(Step.DELIVER, request.state)
    if not words.strip():
        raise NotNow([_("An exception needs a reason.")])
    current.granted, current.granted_by, current.granted_at = agree, by, at
    current.granted_words = words.strip()
    current.save()
    details: dict[str, object] = {"build": str(current.build_id), "agreed": agree, "reason": current.granted_words}
    moves.note(request, "request.exception_decided", by=by, at=at, details=details)
    if not agree:
        moves.move(request.pk, Step.RECALL, by=by, at=at, details={"build": str(current.build_id)})
    return current


def _in_review(build: Build) -> tuple[DataRequest, Build]:
    """Return request and build as they are now, held; raise NotNow where the build is not the one in review."""
    request = moves.locked(build.request_id)
    transitions.require(Step.APPROVE, request.state)
    newest = builds.built(request)
    if newest is None or newest.pk != build.pk:
        raise NotNow([_("The build is not the newest any more.")])
    return request, newest


def needs_exception(build: Build) -> bool:
    """Whether a finding stands against the build."""
    return any(finding["weight"] == Weight.STOP.value for finding in build.findings)


def _require_sound(build: Build, opinion: Opinion) -> None:
    unanswered = [q for q in checklist.QUESTIONS if opinion.answers.get(q.key) not in {checklist.YES, checklist.NO}]
    if unanswered:
        raise NotNow([_("Answer every question of the checklist.")])
    if opinion.verdict is not Verdict.APPROVE and not opinion.words.strip():
        raise NotNow([_("Say why.")])
    if opinion.verdict is Verdict.APPROVE and (checklist.open_points(dict(opinion.answers)) or needs_exception(build)):
        raise NotNow([_("A finding or an answer stands against it: return it, or approve it as an exception.")])


def _decide(build: Build, by: User, at: datetime) -> Decision:
    votes = list(build.votes.select_related("reviewer"))
    verdicts = {vote.verdict for vote in votes}
    if Verdict.RETURN in verdicts:
        outcome, step = Outcome.RETURNED, Step.RETURN
    else:
        outcome = Outcome.EXCEPTION if Verdict.EXCEPT in verdicts else Outcome.APPROVED
        step = Step.APPROVE
    decision = Decision.objects.create(build=build, outcome=outcome, at=at)
    told = [{"by": vote.reviewer.as_actor.id, "verdict": vote.verdict, "answers": vote.answers} for vote in votes]
    details: dict[str, object] = {"build": str(build.pk), "outcome": outcome.value, "votes": told}
    request = moves.move(build.request_id, step, by=by, at=at, details=details)
    ledger.append(event="build.decided", subject=build.subject, by=by.as_actor, at=at, details=details)
    mail.write(
        key=f"{build.subject}:decided",
        to=build.asked_by.email,
        template="reviews/mail/decided.txt",
        at=at,
        request=request,
        decision=decision,
        votes=votes,
        address=full_address(reverse("desk_request", args=[request.pk])),
    )
    return decision
