"""Which state of an agreement allows which step, and where the step leads."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolgate.office.errors import NotNow


class State(models.TextChoices):
    """Where an agreement is. That its last day has passed is no state: every day is asked anew."""

    DRAFT = "draft", gettext_lazy("draft")
    OUT = "out", gettext_lazy("out for signature")
    SIGNED = "signed", gettext_lazy("signed by both")
    TERMINATED = "terminated", gettext_lazy("terminated")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")


class Step(models.TextChoices):
    """What can be done with an agreement."""

    WRITE = "write", gettext_lazy("change the text")
    SEND = "send", gettext_lazy("send for signature")
    SIGN = "sign", gettext_lazy("sign")
    HAND_IN = "hand_in", gettext_lazy("hand in a signed paper")
    CONCLUDE = "conclude", gettext_lazy("conclude")
    WITHDRAW = "withdraw", gettext_lazy("withdraw")
    RENEW = "renew", gettext_lazy("renew")
    TERMINATE = "terminate", gettext_lazy("terminate")


_TABLE: dict[Step, dict[State, State]] = {
    Step.WRITE: {State.DRAFT: State.DRAFT},
    Step.SEND: {State.DRAFT: State.OUT},
    Step.SIGN: {State.OUT: State.OUT},
    Step.HAND_IN: {State.OUT: State.OUT},
    Step.CONCLUDE: {State.OUT: State.SIGNED},
    Step.WITHDRAW: {State.DRAFT: State.WITHDRAWN, State.OUT: State.WITHDRAWN},
    Step.RENEW: {State.SIGNED: State.SIGNED},
    Step.TERMINATE: {State.SIGNED: State.TERMINATED},
}


def allows(step: Step, state: str) -> bool:
    """Whether a state allows a step."""
    return State(state) in _TABLE[step]


def require(step: Step, state: str) -> State:
    """Return where a step leads. Raises NotNow where the state does not allow it."""
    if not allows(step, state):
        raise NotNow([_("The agreement is %(state)s, and that does not allow it.") % {"state": State(state).label}])
    return _TABLE[step][State(state)]
