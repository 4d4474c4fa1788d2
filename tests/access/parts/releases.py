"""Builds, reviews and copies: the office looks into builds, each step has its role, a copy is its recipient's alone."""

from datetime import date, timedelta

from tests.access.table import OFFICE, ONES_OWN, Answer, Entry, Ground, Who, cells
from tests.office import make_submitted

from schoolgate.office.builds import storage
from schoolgate.office.builds.models import Build, BuildFile
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.clock import day_of, now
from schoolgate.office.deliveries import selectors
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.office.reviews.models import Decision, Outcome
from schoolgate.policy.determination import Lane


def _only(*who: Who) -> dict[Who, Answer]:
    return dict(cells(opened=frozenset(who), otherwise=Answer.FORBIDDEN))


_OPENERS = frozenset({Who.ANALYST, Who.REVIEWER, Who.RELEASER})
_RECIPIENT = cells(opened=frozenset({Who.OWNER}), otherwise=Answer.HIDDEN)
_BUILT, _OUT = {"request_id": "built_request"}, {"request_id": "out_request"}

ENTRIES = (
    Entry("build_ask", _only(Who.ANALYST), method="POST"),
    Entry("build", _only(*OFFICE)),
    Entry("build_progress", _only(*OFFICE)),
    Entry("build_file", _only(*_OPENERS)),
    Entry("reviews", _only(Who.REVIEWER)),
    Entry("review", _only(*OFFICE)),
    Entry(
        "review_exception",
        _only(Who.RELEASER),
        method="POST",
        records={"build_id": "exceptional_build"},
        form={"agree": "yes", "reason": "The groups are public."},
    ),
    Entry("deliver", _only(Who.RELEASER), records=_BUILT),
    Entry("recall", _only(Who.ANALYST, Who.RELEASER), method="POST", records=_OUT, form={"reason": "A mistake."}),
    Entry("request_close", _only(Who.ANALYST, Who.RELEASER), method="POST", records=_OUT),
    Entry("trace", _only(Who.RELEASER, Who.STEWARD, Who.AUDITOR)),
    Entry("deliveries", ONES_OWN),
    Entry("delivery", _RECIPIENT),
    Entry("delivery_accept", _RECIPIENT, method="POST", form={"agree": "on", "name": "Olga Owner"}),
    Entry("delivery_download", _RECIPIENT, method="POST"),
    Entry(
        "delivery_certify",
        _RECIPIENT,
        method="POST",
        form={"on": date(2026, 4, 10).isoformat(), "how": "Shredded.", "name": "Olga Owner"},
    ),
)


def plant(ground: Ground) -> None:
    """Plant a build that may leave, one that waits for a releaser's word, and one that is out, with its copy.

    They are written as rows: making them takes as long as a build, and every cell of the table has them anew.
    """
    build, exceptional, out = (
        _build(ground, state, outcome)
        for state, outcome in (
            (State.APPROVED, Outcome.APPROVED),
            (State.IN_REVIEW, Outcome.EXCEPTION),
            (State.DELIVERED, Outcome.APPROVED),
        )
    )
    copy = _copy(ground, out)
    ground.records |= {
        "build_id": build.pk,
        "built_request": build.request_id,
        "exceptional_build": exceptional.pk,
        "file_id": build.files.get().pk,
        "out_request": out.request_id,
        "delivery_id": copy.pk,
    }
    ground.guarded |= {
        "word-of-the-data": _OPENERS,
        copy.mark: OFFICE | {Who.OWNER},
        "word of the terms": frozenset({Who.OWNER}),
    }


def _build(ground: Ground, state: State, outcome: Outcome) -> Build:
    at = now()
    request = make_submitted(ground.people[Who.OWNER], at=at)
    DataRequest.objects.filter(pk=request.pk).update(state=state)
    build = Build.objects.create(
        request=request,
        number=1,
        version=request.version,
        state=BuildState.BUILT,
        asked_by=ground.people[Who.ANALYST],
        asked_at=at,
        ended_at=at,
        built_on=day_of(at),
        lane=Lane.AGGREGATE.value,
        rows=1,
    )
    stored = storage.sealed_files(build.pk).put([b"school\r\nword-of-the-data\r\n"])
    BuildFile.objects.create(
        build=build, name="data.csv", for_staff=False, key=stored.key, size=stored.size, sha256=stored.sha256
    )
    Decision.objects.create(build=build, outcome=outcome, at=at)
    return build


def _copy(ground: Ground, build: Build) -> Delivery:
    stored, at = selectors.sealed_copies().put([b"word-of-the-copy"]), now()
    return Delivery.objects.create(
        build=build,
        recipient=ground.people[Who.OWNER],
        mark="MARK-OF-THE-COPY",
        key=stored.key,
        size=stored.size,
        sha256=stored.sha256,
        terms="word of the terms",
        until=day_of(at) + timedelta(days=30),
        most_downloads=2,
        released_by=ground.people[Who.RELEASER],
        released_at=at,
        signature="Rel Releaser",
        checked_on=day_of(at),
        accepted_at=at,
    )
