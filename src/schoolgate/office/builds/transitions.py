"""Which state of a build allows which step: one table."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolgate.office.errors import NotNow


class BuildState(models.TextChoices):
    """Where a build is."""

    QUEUED = "queued", gettext_lazy("waiting to run")
    RUNNING = "running", gettext_lazy("running")
    BUILT = "built", gettext_lazy("built")
    REFUSED = "refused", gettext_lazy("not allowed")
    FAILED = "failed", gettext_lazy("failed")


class BuildStep(models.TextChoices):
    """What moves a build on."""

    BEGIN = "begin", gettext_lazy("begin")
    FINISH = "finish", gettext_lazy("finish")
    REFUSE = "refuse", gettext_lazy("refuse")
    FAIL = "fail", gettext_lazy("fail")
    REVIVE = "revive", gettext_lazy("try again")


ACTIVE = frozenset({BuildState.QUEUED, BuildState.RUNNING})


@dataclass(frozen=True, slots=True)
class Transition:
    """A step: from which states, to which, and the ledger's word for it."""

    step: BuildStep
    sources: frozenset[BuildState]
    target: BuildState
    event: str


TRANSITIONS: dict[BuildStep, Transition] = {
    each.step: each
    for each in (
        Transition(BuildStep.BEGIN, frozenset({BuildState.QUEUED}), BuildState.RUNNING, "build.begun"),
        Transition(BuildStep.FINISH, frozenset({BuildState.RUNNING}), BuildState.BUILT, "build.finished"),
        Transition(BuildStep.REFUSE, frozenset({BuildState.RUNNING}), BuildState.REFUSED, "build.refused"),
        Transition(BuildStep.FAIL, ACTIVE, BuildState.FAILED, "build.failed"),
        Transition(BuildStep.REVIVE, frozenset({BuildState.RUNNING}), BuildState.QUEUED, "build.revived"),
    )
}


def require(step: BuildStep, state: str) -> Transition:
    """Return the transition of a step. Raises NotNow where the state does not allow it."""
    found = TRANSITIONS[step]
    if BuildState(state) not in found.sources:
        words = {"state": BuildState(state).label, "step": step.label}
        raise NotNow([_("The build is “%(state)s”, which does not allow: %(step)s.") % words])
    return found
