"""Writes about builds: asked for, begun, ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.office.builds import permissions, storage, tasks, transitions
from schoolgate.office.builds.models import Build, BuildFile
from schoolgate.office.builds.transitions import ACTIVE, BuildState, BuildStep
from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.people.models import User
from schoolgate.office.requests import moves
from schoolgate.office.requests import transitions as request_transitions
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import Step
from schoolgate.office.seals import StoredFile
from schoolgate.office.small_groups.models import Case

WORKER = Actor.system("builder")
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Sealed:
    """One file that was sealed: its name in the release folder, and where it lies now."""

    name: str
    for_staff: bool
    stored: StoredFile


@dataclass(frozen=True, slots=True)
class Made:
    """What a build made, sealed already. findings: as kept; beside: ids of the builds that were out then."""

    release_id: str
    built_on: date
    lane: str
    policy: str
    snapshot: str
    digest: str
    rows: int
    withheld: int | None
    files: tuple[Sealed, ...]
    findings: list[dict[str, object]]
    beside: list[str]
    small_groups: Case | None = None


@transaction.atomic
def ask(*, request: DataRequest, by: User, at: datetime, zeros_reviewed: bool = False) -> Build:
    """Have a request built in the background.

    zeros_reviewed: whether this analyst marks grades that a school does not offer as structural zeros (T2). Raises
    Forbidden, and NotNow where the request is not being worked on or a build of it is on its way.
    """
    current = moves.locked(request.pk)
    permissions.may_build(by, current).require()
    request_transitions.require(Step.FINISH_BUILD, current.state)
    if current.builds.filter(state__in=ACTIVE).exists():
        raise NotNow([_("A build is on its way.")])
    build = Build.objects.create(
        request=current,
        number=current.builds.count() + 1,
        version=current.version,
        asked_by=by,
        asked_at=at,
        zeros_reviewed=zeros_reviewed,
    )
    details = {"number": build.number, "version": build.version, "zeros_reviewed": zeros_reviewed}
    moves.note(current, "request.build_asked", by=by, at=at, details={"build": str(build.pk), **details})
    transaction.on_commit(lambda: _enqueue(build.pk))
    return build


@transaction.atomic
def begin(*, build_id: UUID, at: datetime) -> Build | None:
    """Take a waiting build up; None where it does not wait any more."""
    build = _locked(build_id)
    if build.state != BuildState.QUEUED:
        return None
    build.begun_at, build.attempts = at, build.attempts + 1
    _step(build, BuildStep.BEGIN, at, {"attempt": build.attempts})
    return build


def tell_progress(*, build_id: UUID, stage: str, done: int, total: int) -> None:
    """Write down how far the work is."""
    Build.objects.filter(pk=build_id).update(stage=stage, done=done, total=total)


def finish(*, build_id: UUID, made: Made, at: datetime) -> Build:
    """Keep what was made, and hand the request over for review, both at once.

    Raises NotNow where the request moved on meanwhile, Forbidden where who asked for the build lost the role.
    """
    with transaction.atomic():
        moves.locked(_request_of(build_id))  # first, as everybody does who moves a request: no two wait for each other
        build = _locked(build_id)
        for name in ("release_id", "built_on", "lane", "policy", "snapshot", "digest", "rows", "withheld"):
            setattr(build, name, getattr(made, name))
        build.findings, build.beside, build.ended_at = made.findings, made.beside, at
        build.small_groups = made.small_groups
        details = {"digest": made.digest, "release": made.release_id, "rows": made.rows, "snapshot": made.snapshot}
        if made.small_groups is not None:
            details["small_groups_case"] = made.small_groups.pk
        _step(build, BuildStep.FINISH, at, details)
        BuildFile.objects.bulk_create(
            BuildFile(
                build=build,
                name=file.name,
                for_staff=file.for_staff,
                key=file.stored.key,
                size=file.stored.size,
                sha256=file.stored.sha256,
            )
            for file in made.files
        )
        told = {"build": str(build.pk), "digest": made.digest}
        moves.move(build.request_id, Step.FINISH_BUILD, by=build.asked_by, at=at, details=told)
    moves.refresh(build.request_id, at=at)
    return build


@transaction.atomic
def refuse(*, build_id: UUID, reasons: Iterable[str], at: datetime) -> None:
    """End a build that the circular, or the office's own rules, do not allow."""
    _end(build_id, BuildStep.REFUSE, reasons, at)


@transaction.atomic
def fail(*, build_id: UUID, reasons: Iterable[str], at: datetime) -> None:
    """End a build that could not be made."""
    _end(build_id, BuildStep.FAIL, reasons, at)


@transaction.atomic
def revive(*, build_id: UUID, at: datetime) -> bool:
    """Have a build that was cut off tried again, or end it after the last attempt; False where it is not running."""
    build = _locked(build_id)
    if build.state != BuildState.RUNNING:
        return False
    if build.attempts >= MOST_ATTEMPTS:
        _end(build_id, BuildStep.FAIL, [_("The build was cut off %(n)s times.") % {"n": build.attempts}], at)
        return True
    _step(build, BuildStep.REVIVE, at, {"attempt": build.attempts})
    transaction.on_commit(lambda: _enqueue(build_id))
    return True


def _end(build_id: UUID, step: BuildStep, reasons: Iterable[str], at: datetime) -> None:
    build = _locked(build_id)
    build.reasons, build.ended_at = list(reasons), at
    _step(build, step, at, {"reasons": len(build.reasons)})
    transaction.on_commit(lambda: storage.clear(build_id))


def _request_of(build_id: UUID) -> UUID:
    return Build.objects.values_list("request_id", flat=True).get(pk=build_id)


def _locked(build_id: UUID) -> Build:
    return Build.objects.select_for_update(of=("self",)).select_related("request", "asked_by").get(pk=build_id)


def _step(build: Build, step: BuildStep, at: datetime, details: dict[str, object]) -> None:
    transition = transitions.require(step, build.state)
    build.state = transition.target
    build.save()
    told = {"request": str(build.request_id), "number": build.number, **details}
    ledger.append(event=transition.event, subject=build.subject, by=WORKER, at=at, details=told)


def _enqueue(build_id: UUID) -> None:
    tasks.run_build.enqueue(str(build_id))
