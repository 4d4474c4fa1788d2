"""Builds made in the background."""

from uuid import UUID

from django_tasks import task

from schoolgate.office import clock


@task()
def run_build(build_id: str) -> None:
    """Make a build that waits. Imported here: `running` writes through `actions`, which enqueues this."""
    from schoolgate.office.builds import running

    running.run(UUID(build_id), clock.now)
