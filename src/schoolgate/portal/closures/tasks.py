"""What changes in the background when the office's days change."""

from django_tasks import task

from schoolgate.office import clock
from schoolgate.office.requests.upkeep import refresh_open_requests


@task()
def count_clocks_anew() -> int:
    """Determine every open request again. Return how many."""
    return refresh_open_requests(clock.now())
