"""Releases of a demonstration: one in review, one approved, one in its recipient's hands, one that is over."""

from datetime import timedelta

from django.conf import settings

from schoolgate.office.builds import actions as builds
from schoolgate.office.builds import running
from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries.actions import Handing
from schoolgate.office.deliveries.terms import Limits
from schoolgate.office.requests.actions import desk, drafts, submission
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.reviews import actions as reviews
from schoolgate.office.reviews.actions import Opinion
from schoolgate.office.reviews.checklist import QUESTIONS
from schoolgate.office.reviews.models import Verdict
from schoolgate.office.scenes import Scene

_GOOD = {question.key: question.good for question in QUESTIONS}


def plant(scene: Scene) -> None:
    """Make the releases, each by the actions that people would take. Without records there are none."""
    if settings.SCHOOLGATE_STORE is None:
        return
    _delivered(scene)
    _in_review(scene)
    _approved(scene)
    _closed(scene)


def _delivered(scene: Scene) -> None:
    request = _started(scene, "agency", "To see where after-school buses are needed.", ("school",), 15)
    build = _reviewed(scene, _built(scene, request, 10), 8)
    at, agency = scene.at(6), scene.people["agency"]
    limits = Limits(day_of(at) + timedelta(days=60), 5, day_of(at) + timedelta(days=365))
    handing = Handing((agency,), limits, "only my organization", scene.people["releaser"].name)
    [delivery] = deliveries.deliver(build=build, handing=handing, by=scene.people["releaser"], at=at)
    deliveries.accept(delivery=delivery, name=agency.name, by=agency, at=scene.at(5), has_second_factor=True)


def _in_review(scene: Scene) -> None:
    request = _started(scene, "requester", "To plan where our reading mentors go.", ("grade",), 9)
    build = _built(scene, request, 3)
    opinion = Opinion(Verdict.APPROVE, _GOOD)
    reviews.vote(build=build, opinion=opinion, by=scene.people["reviewer"], at=scene.at(1))


def _approved(scene: Scene) -> None:
    request = _started(scene, "agency", "To compare the years of a school's pupils.", ("gender",), 8)
    _reviewed(scene, _built(scene, request, 4), 2)


def _closed(scene: Scene) -> None:
    """A directory list: each student of it has a line in the disclosure log."""
    draft = Draft(
        purpose="planning",
        use="To invite the oldest students to a scholarship evening.",
        audience=("internal",),
        level="directory",
        school_years=(scene.district.current_year,),
        where=(("grade", ("11", "12")),),
        elements=("name", "age", "grade", "enrollment_dates"),
        public_data_reviewed="Public data names nobody.",
    )
    build = _reviewed(scene, _built(scene, _begun(scene, "requester", draft, 14), 9), 7)
    at, owner, releaser = scene.at(5), scene.people["requester"], scene.people["releaser"]
    limits = Limits(day_of(at) + timedelta(days=1), 1, day_of(at) + timedelta(days=365))
    deliveries.deliver(
        build=build, handing=Handing((owner,), limits, "only my organization", releaser.name), by=releaser, at=at
    )
    deliveries.close(request=build.request, by=scene.people["analyst"], at=scene.at(2))


def _started(scene: Scene, who: str, use: str, group_by: tuple[str, ...], days_ago: int) -> DataRequest:
    draft = Draft(
        purpose="planning",
        use=use,
        audience=("internal",),
        level="aggregate",
        school_years=(scene.district.reported_year,),
        group_by=group_by,
        measures=("students",),
        public_data_reviewed="The published figures do not show these groups together.",
    )
    return _begun(scene, who, draft, days_ago)


def _begun(scene: Scene, who: str, draft: Draft, days_ago: int) -> DataRequest:
    owner, analyst = scene.people[who], scene.people["analyst"]
    begun = drafts.begin(owner=owner, by=owner, at=scene.at(days_ago), draft=draft)
    request = submission.submit(request=begun, by=owner, at=scene.at(days_ago))
    desk.assign(request=request, to=analyst, by=analyst, at=scene.at(days_ago - 1))
    return desk.start(request=request, by=analyst, at=scene.at(days_ago - 1))


def _built(scene: Scene, request: DataRequest, days_ago: int) -> Build:
    at = scene.at(days_ago)
    build = builds.ask(request=request, by=scene.people["analyst"], at=at)
    running.run(build.pk, lambda: at)
    return _again(build)


def _reviewed(scene: Scene, build: Build, days_ago: int) -> Build:
    for reviewer in ("reviewer", "second_reviewer"):
        opinion = Opinion(Verdict.APPROVE, _GOOD)
        reviews.vote(build=build, opinion=opinion, by=scene.people[reviewer], at=scene.at(days_ago))
    return _again(build)


def _again(build: Build) -> Build:
    return Build.objects.select_related("request__owner", "asked_by").get(pk=build.pk)
