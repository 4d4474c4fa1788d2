"""One request of every kind, as documents, each with what the circular makes of it."""

from collections.abc import Iterator

from schoolgate.sample.aggregate_requests import aggregate_requests
from schoolgate.sample.facts import Facts
from schoolgate.sample.redirected_requests import redirected_requests
from schoolgate.sample.request_parts import RequestSample
from schoolgate.sample.roster_requests import roster_requests
from schoolgate.sample.scoped_requests import directory_requests, own_student_requests
from schoolgate.sample.study_requests import study_requests


def request_samples(facts: Facts) -> Iterator[RequestSample]:
    """Yield every request of the sample, the simplest first."""
    yield from aggregate_requests(facts)
    yield from roster_requests(facts)
    yield from study_requests(facts)
    yield from directory_requests(facts)
    yield from own_student_requests(facts)
    yield from redirected_requests(facts)
