"""Builds whose process was killed: found by their lock, which died with it."""

from datetime import datetime, timedelta
from uuid import UUID

from schoolgate.office.builds import actions, storage, tasks
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.transitions import BuildState

_WAITS = timedelta(minutes=2)


def revive(*, at: datetime) -> int:
    """Have every build that was cut off, or never came to the worker, tried again. Return how many.

    Runs on the machine of the worker, whose locks it looks at.
    """
    running = Build.objects.filter(state=BuildState.RUNNING).values_list("pk", flat=True)
    cut_off = [build_id for build_id in running if _is_cut_off(build_id)]
    found = sum(actions.revive(build_id=build_id, at=at) for build_id in cut_off)
    waiting = Build.objects.filter(state=BuildState.QUEUED, asked_at__lt=at - _WAITS).exclude(pk__in=cut_off)
    for build in waiting:
        tasks.run_build.enqueue(str(build.pk))
        found += 1
    return found


def _is_cut_off(build_id: UUID) -> bool:
    """Whether no process is at a build that should have one; what a killed one left is removed.

    Asked again under the lock: a build that ended since the list was read keeps its files.
    """
    with storage.workplace(build_id) as folder:
        is_cut_off = folder is not None and Build.objects.filter(pk=build_id, state=BuildState.RUNNING).exists()
        if is_cut_off:
            storage.clear(build_id)
        return is_cut_off
