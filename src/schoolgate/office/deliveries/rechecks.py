"""Whether a release that was reviewed, or is out, still stands on the day: the stricter version, consents, bytes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolgate.core import BadInput, CheckFailed, NotAllowed, SchoolYear
from schoolgate.office.builds import opted_out, storage
from schoolgate.office.builds.models import Build
from schoolgate.office.requests import determinations, documents
from schoolgate.office.requests.documents import Asked
from schoolgate.office.small_groups import selectors as small_groups
from schoolgate.policy.determination import Determination, Lane
from schoolgate.policy.document import read_request
from schoolgate.release.built import WithheldReason
from schoolgate.release.small_groups import stands_against
from schoolgate.release.verify import gone_since, verify_release
from schoolgate.warehouse.store import Store

_SINCE = {
    WithheldReason.NOT_ENROLLED: gettext_lazy("Students have left since this was built (%(count)s). Build it again."),
    WithheldReason.OPTED_OUT: gettext_lazy("Families opted out since this was built (%(count)s). Build it again."),
}
_OTHERWISE = gettext_lazy("Students may not be in it any more (%(count)s). Build it again.")


def determined(build: Build, on: date) -> Determination:
    """Return what the circular says today: the version at submission made as strict as the one in force (T52)."""
    return determinations.current(build.request, on).determination


def reasons_against(build: Build, on: date, *, thoroughly: bool, anew: bool = False) -> tuple[str, ...]:
    """Return why a release may not be handed out on a day, as sentences for staff; nothing where it may.

    thoroughly: make the release again from its snapshot and today's evidence, and compare row by row, not only ask the
    circular. It takes as long as a build. anew: it is handed over now, so that students who left since the build count;
    for a copy that is out already they do not.
    """
    determination = determined(build, on)
    against = _circular_against(build, determination)
    if against:
        return against
    if _is_stricter_now(build, determination):
        return (_("The rules became stricter since this was built. Build it again."),)
    if not thoroughly:
        return ()
    if settings.SCHOOLGATE_STORE is None:
        return (_("The office has no student records to check the release against."),)
    store = Store(Path(settings.SCHOOLGATE_STORE))
    with TemporaryDirectory(prefix="request-") as place, storage.unsealed(build) as release:
        document = documents.write(build.request, Asked.of_version(build.request), on, Path(place))
        _without_the_request(release)
        try:
            verify_release(release, store, on=on, request=document)
            return _named_students_against(build, _Made(release, document), store, on, anew=anew)
        except (CheckFailed, BadInput) as error:
            return tuple(dict.fromkeys(fault.message for fault in error.faults))
        except NotAllowed as error:
            return error.reasons


@dataclass(frozen=True, slots=True)
class _Made:
    """A release's folder, and the request document with today's evidence."""

    release: Path
    document: Path


def _named_students_against(build: Build, made: _Made, store: Store, on: date, *, anew: bool) -> tuple[str, ...]:
    """Return what newer records, or the office's opt-outs, say against students of a file with names."""
    if build.lane not in {Lane.ROSTER.value, Lane.DIRECTORY.value}:
        return ()
    reasons = Counter[WithheldReason]()
    if anew or store.snapshot().id != build.snapshot:
        reasons.update(one.reason for one in gone_since(made.release, store, on=on, request=made.document))
    if build.lane == Lane.DIRECTORY.value:
        years = {*read_request(made.document).query.school_years, SchoolYear.of(on)}
        at_the_office = opted_out.count_in(made.release, store.snapshot(build.snapshot), years)
        reasons[WithheldReason.OPTED_OUT] = max(reasons[WithheldReason.OPTED_OUT], at_the_office)
    if not anew:
        del reasons[WithheldReason.NOT_ENROLLED]
    return tuple(str(_SINCE.get(reason, _OTHERWISE)) % {"count": count} for reason, count in reasons.items() if count)


def _circular_against(build: Build, determination: Determination) -> tuple[str, ...]:
    """Return the circular's sentences against a release; what people decided for this version opens their one gate."""
    case = small_groups.granted(build.request)
    if build.small_groups_id != (None if case is None else case.pk):
        return (_("What people decided of small groups is not what this was built by. Build it again."),)
    return stands_against(determination, small_groups.decision_of(case))


def _is_stricter_now(build: Build, today: Determination) -> bool:
    """Whether groups or rows must be protected better today than on the day of the build."""
    if build.built_on is None:
        return True
    then = determined(build, build.built_on).disclosure
    return then.stricter(today.disclosure) != then


def _without_the_request(release: Path) -> None:
    """Take away what the office keeps beside the release itself."""
    asked = release / "office" / "asked"
    for path in asked.iterdir() if asked.is_dir() else ():
        path.unlink()
    if asked.is_dir():
        asked.rmdir()
