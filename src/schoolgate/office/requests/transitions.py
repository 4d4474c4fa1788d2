"""Which state of a request allows which step, and where the step leads: one table, read by everybody.

The diagram in docs/reference/request-states.md is made from it. Who may take a step is in `permissions`.
"""

from django.db import models
from django.utils.translation import gettext_lazy

from schoolgate.office.steps import Table, Transition


class State(models.TextChoices):
    """Where a request is in its life."""

    DRAFT = "draft", gettext_lazy("draft")
    SUBMITTED = "submitted", gettext_lazy("received")
    WAITING = "waiting", gettext_lazy("waiting for the requester")
    FEE_OFFERED = "fee_offered", gettext_lazy("fee to be accepted")
    IN_PROGRESS = "in_progress", gettext_lazy("being worked on")
    IN_REVIEW = "in_review", gettext_lazy("in review")
    APPROVED = "approved", gettext_lazy("approved")
    DELIVERED = "delivered", gettext_lazy("delivered")
    CLOSED = "closed", gettext_lazy("closed")
    ANSWERED = "answered", gettext_lazy("answered by public data")
    DENIED = "denied", gettext_lazy("denied")
    RECONSIDERED = "reconsidered", gettext_lazy("being reconsidered")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


class Step(models.TextChoices):
    """What can be done that moves a request on."""

    SUBMIT = "submit", gettext_lazy("submit")
    ASK = "ask", gettext_lazy("ask the requester")
    ANSWER = "answer", gettext_lazy("answer")
    OFFER_FEE = "offer_fee", gettext_lazy("offer a fee")
    ACCEPT_FEE = "accept_fee", gettext_lazy("accept the fee")
    DECLINE_FEE = "decline_fee", gettext_lazy("decline the fee")
    START = "start", gettext_lazy("start work")
    FINISH_BUILD = "finish_build", gettext_lazy("hand over for review")
    RETURN = "return", gettext_lazy("return for rework")
    APPROVE = "approve", gettext_lazy("approve")
    DELIVER = "deliver", gettext_lazy("deliver")
    RECALL = "recall", gettext_lazy("recall the release")
    CLOSE = "close", gettext_lazy("close")
    ANSWER_PUBLICLY = "answer_publicly", gettext_lazy("answer by public data")
    DENY = "deny", gettext_lazy("deny")
    ASK_RECONSIDERATION = "ask_reconsideration", gettext_lazy("ask for reconsideration")
    UPHOLD = "uphold", gettext_lazy("uphold the denial")
    OVERTURN = "overturn", gettext_lazy("overturn the denial")
    WITHDRAW = "withdraw", gettext_lazy("withdraw")


OPEN = frozenset(
    {State.SUBMITTED, State.WAITING, State.FEE_OFFERED, State.IN_PROGRESS, State.IN_REVIEW, State.APPROVED}
)
AT_THE_REQUESTER = frozenset({State.WAITING, State.FEE_OFFERED})
ENDED = frozenset({State.CLOSED, State.ANSWERED, State.DENIED, State.WITHDRAWN})
_AT_THE_DESK = frozenset({State.SUBMITTED, State.IN_PROGRESS})
_BEFORE_REVIEW = _AT_THE_DESK | AT_THE_REQUESTER


_TABLE = Table(
    State,
    (
        Transition(Step.SUBMIT, frozenset({State.DRAFT}), State.SUBMITTED, "request.submitted"),
        Transition(Step.ASK, _AT_THE_DESK, State.WAITING, "request.asked"),
        Transition(Step.ANSWER, frozenset({State.WAITING}), State.SUBMITTED, "request.answered"),
        Transition(Step.OFFER_FEE, _AT_THE_DESK, State.FEE_OFFERED, "request.fee_offered"),
        Transition(Step.ACCEPT_FEE, frozenset({State.FEE_OFFERED}), State.IN_PROGRESS, "request.fee_accepted"),
        Transition(Step.DECLINE_FEE, frozenset({State.FEE_OFFERED}), State.WITHDRAWN, "request.fee_declined"),
        Transition(Step.START, frozenset({State.SUBMITTED}), State.IN_PROGRESS, "request.started"),
        Transition(Step.FINISH_BUILD, frozenset({State.IN_PROGRESS}), State.IN_REVIEW, "request.built"),
        Transition(Step.RETURN, frozenset({State.IN_REVIEW}), State.IN_PROGRESS, "request.returned"),
        Transition(Step.APPROVE, frozenset({State.IN_REVIEW}), State.APPROVED, "request.approved"),
        Transition(Step.DELIVER, frozenset({State.APPROVED}), State.DELIVERED, "request.delivered"),
        Transition(
            Step.RECALL,
            frozenset({State.IN_REVIEW, State.APPROVED, State.DELIVERED}),
            State.IN_PROGRESS,
            "request.recalled",
        ),
        Transition(Step.CLOSE, frozenset({State.DELIVERED}), State.CLOSED, "request.closed"),
        Transition(Step.ANSWER_PUBLICLY, _BEFORE_REVIEW, State.ANSWERED, "request.answered_publicly"),
        Transition(Step.DENY, OPEN, State.DENIED, "request.denied"),
        Transition(
            Step.ASK_RECONSIDERATION, frozenset({State.DENIED}), State.RECONSIDERED, "request.reconsideration_asked"
        ),
        Transition(Step.UPHOLD, frozenset({State.RECONSIDERED}), State.DENIED, "request.denial_upheld"),
        Transition(Step.OVERTURN, frozenset({State.RECONSIDERED}), State.IN_PROGRESS, "request.denial_overturned"),
        Transition(Step.WITHDRAW, OPEN | {State.RECONSIDERED}, State.WITHDRAWN, "request.withdrawn"),
    ),
    gettext_lazy("The request is “%(state)s”, which does not allow: %(step)s."),
)
TRANSITIONS = _TABLE.by_step
allows, require = _TABLE.allows, _TABLE.require


def diagram() -> str:
    """Return the table as a state diagram in Mermaid's language."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for each in TRANSITIONS.values():
        lines += [f"    {source} --> {each.target}: {each.step}" for source in State if source in each.sources]
    lines += [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(lines)
