"""Reads of builds."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _

from schoolgate.office.builds import storage, tables
from schoolgate.office.builds.findings import Earlier
from schoolgate.office.builds.models import Build
from schoolgate.office.builds.permissions import visible_to
from schoolgate.office.builds.transitions import BuildState
from schoolgate.office.errors import Hidden, NotNow
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.determination import Lane
from schoolgate.release.folder import OFFICE
from schoolgate.release.small_groups import SMALL_GROUPS_FILE

PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a data file, and how many there are."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def visible(user: User, build_id: UUID) -> Build:
    """Return a build that somebody may look into. Raises Hidden, whether it exists or not."""
    found = visible_to(user).select_related("request__owner", "asked_by").filter(pk=build_id).first()
    if found is None:
        raise Hidden
    return found


def last_build(request: DataRequest) -> Build | None:
    """Return the build that was asked for last."""
    return request.builds.select_related("asked_by").last()


def built(request: DataRequest) -> Build | None:
    """Return the last build that came to a file."""
    return request.builds.filter(state=BuildState.BUILT).select_related("asked_by", "request__owner").last()


def preview(build: Build) -> Preview:
    """Return the first rows of data.csv, as the recipient will read them."""
    with (
        storage.unsealed(build, for_staff=False, only=("data.csv",)) as folder,
        (folder / "data.csv").open(encoding="utf-8-sig", newline="") as stream,
    ):
        lines = csv.reader(stream)
        header = tuple(next(lines))
        return Preview(header, tuple(tuple(row) for row in islice(lines, PREVIEW_ROWS)))


def students_of(build: Build) -> tuple[str, ...]:
    """Return the students (users.sourcedId) behind the rows of a build, each once; none for counts of groups."""
    with storage.unsealed(build, only=("office/rows.csv",)) as folder:
        return tables.students_in(folder)


def students_in_small_groups(build: Build) -> tuple[str, ...]:
    """Return the students whom the small groups count that a build shows by a decision of people, each once (R46).

    Raises NotNow for a build of before such students were listed: nobody could log them.
    """
    if not build.files.filter(name=f"{OFFICE}/{SMALL_GROUPS_FILE}").exists():
        raise NotNow([_("The students behind the small groups are not listed in this build. Build the table again.")])
    with storage.unsealed(build, only=(f"{OFFICE}/{SMALL_GROUPS_FILE}",)) as folder:
        return tables.students_in(folder, SMALL_GROUPS_FILE)


def earlier_releases(build: Build) -> Iterator[Earlier]:
    """Yield what is out already: the tables of every aggregate, and students of files with rows for the same person.

    A table that shows one agency small groups is not among them: nobody else may see it, so nothing can be protected
    beside it (R46).
    """
    out = Build.objects.exclude(out_at=None).exclude(pk=build.pk).select_related("request").order_by("out_at")
    for each in out.filter(lane=Lane.AGGREGATE.value, small_groups=None):
        with storage.unsealed(each, only=("office/spec-", "office/cells-")) as folder:
            found = tables.tables_in(folder, str(each.request))
        yield Earlier(str(each.pk), str(each.request), found, frozenset())
    for each in out.exclude(lane=Lane.AGGREGATE.value).filter(request__owner=build.request.owner):
        yield Earlier(str(each.pk), str(each.request), (), frozenset(students_of(each)))
