"""Which state of a build allows which step: one table."""

from django.db import models
from django.utils.translation import gettext_lazy

from schoolgate.office.steps import Table, Transition


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


_TABLE = Table(
    BuildState,
    (
        Transition(BuildStep.BEGIN, frozenset({BuildState.QUEUED}), BuildState.RUNNING, "build.begun"),
        Transition(BuildStep.FINISH, frozenset({BuildState.RUNNING}), BuildState.BUILT, "build.finished"),
        Transition(BuildStep.REFUSE, frozenset({BuildState.RUNNING}), BuildState.REFUSED, "build.refused"),
        Transition(BuildStep.FAIL, ACTIVE, BuildState.FAILED, "build.failed"),
        Transition(BuildStep.REVIVE, frozenset({BuildState.RUNNING}), BuildState.QUEUED, "build.revived"),
    ),
    gettext_lazy("The build is “%(state)s”, which does not allow: %(step)s."),
)
require = _TABLE.require
