"""Taking one's own students home as a file."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction

from schoolgate.office.clock import day_of
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.people.models import User
from schoolgate.office.students import permissions, selectors
from schoolgate.office.students.selectors import Wanted
from schoolgate.release.build import Release, build_release


class Format(StrEnum):
    """The files of a release that staff take home."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def file_name(self) -> str:
        """The name of the file in a release."""
        return f"data.{self.value}"


def export(*, user: User, wanted: Wanted, kind: Format, at: datetime) -> bytes:
    """Return somebody's own students as a file of a whole release, which is verified before it is handed over.

    The ledger keeps who took which columns of how many students; staff who work with their own students are no
    disclosure (34 CFR 99.32(d)), so no line is written for each. Raises Forbidden, NotDetermined, BadInput.
    """
    permissions.may_see_own_students(user).require()
    store = selectors.student_store()
    with (
        TemporaryDirectory(prefix="own-students-", dir=_folder()) as folder,
        selectors.asked(user, wanted, at=at) as document,
    ):
        target = Path(folder) / "release"
        made = build_release(document, store, target, on=day_of(at))
        content = (target / kind.file_name).read_bytes()
    _keep(user, wanted, kind, made, at)
    return content


@transaction.atomic
def _keep(user: User, wanted: Wanted, kind: Format, made: Release, at: datetime) -> None:
    details = {
        "school_year": str(wanted.school_year),
        "elements": list(wanted.elements),
        "rows": made.rows,
        "format": kind.value,
        "release": made.release_id,
        "policy": made.determination.policy,
    }
    ledger.append(event="students.exported", subject=f"user:{user.pk}", by=user.as_actor, at=at, details=details)


def _folder() -> Path:
    """Return where files lie while they are made: with the office's own, never where other programs look."""
    folder: Path = settings.SCHOOLGATE_HOME / "work"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
