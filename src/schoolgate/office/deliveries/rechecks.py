"""Whether a release that was reviewed, or is out, still stands on the day: the stricter version, consents, bytes."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, CheckFailed
from schoolgate.office.builds import storage
from schoolgate.office.builds.models import Build
from schoolgate.office.requests import determinations, documents
from schoolgate.office.requests.documents import Asked
from schoolgate.office.small_groups import selectors as small_groups
from schoolgate.policy.determination import Determination
from schoolgate.release.small_groups import stands_against
from schoolgate.release.verify import verify_release
from schoolgate.warehouse.store import Store


def determined(build: Build, on: date) -> Determination:
    """Return what the circular says today: the version at submission made as strict as the one in force (T52)."""
    return determinations.current(build.request, on).determination


def reasons_against(build: Build, on: date, *, thoroughly: bool) -> tuple[str, ...]:
    """Return why a release may not be handed out on a day, as sentences for staff; nothing where it may.

    thoroughly: make the release again from its snapshot and today's evidence, and compare row by row, not only ask the
    circular. It takes as long as a build.
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
    with TemporaryDirectory(prefix="request-") as place, storage.unsealed(build) as release:
        document = documents.write(build.request, Asked.of_version(build.request), on, Path(place))
        _without_the_request(release)
        try:
            verify_release(release, Store(Path(settings.SCHOOLGATE_STORE)), on=on, request=document)
        except (CheckFailed, BadInput) as error:
            return tuple(dict.fromkeys(fault.message for fault in error.faults))
    return ()


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
