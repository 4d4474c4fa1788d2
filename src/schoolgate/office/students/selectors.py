"""A member of staff's own students, decided by the policy and read by the release of own students.

Nobody is named in what is asked: whose students they are follows from the account's link to the records, which becomes
the scope that every query starts from.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, SchoolYear
from schoolgate.office.clock import day_of
from schoolgate.office.people.models import User
from schoolgate.office.students import permissions
from schoolgate.policy.determination import Determination, Lane
from schoolgate.policy.document import RequestDocument, read_request
from schoolgate.policy.elements import Element
from schoolgate.policy.pack import PolicyPack
from schoolgate.release.build import Recipe, build, decide, release_id_of
from schoolgate.release.files import Dataset
from schoolgate.warehouse.store import Store

USUAL = ("name", "student_id", "grade", "attendance_rate")
_USE = "To support my own students."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which school year somebody looks at, and which elements."""

    school_year: SchoolYear
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnStudents:
    """The answer of the policy and, where it allows them, the rows."""

    determination: Determination
    dataset: Dataset | None


def offered_elements(pack: PolicyPack) -> tuple[Element, ...]:
    """Return what staff may see about their own students, in the order of the registry."""
    return tuple(each for each in pack.elements if Lane.OWN_STUDENTS in each.lanes and not each.is_restricted)


def student_store() -> Store:
    """Return the store of student records. Raises BadInput where the office has none."""
    if settings.SCHOOLGATE_STORE is None:
        message, mend = _("The office has no student records yet."), _("Ask the office to load them.")
        raise BadInput.at("store", message, mend, rule="students.no-records")
    return Store(Path(settings.SCHOOLGATE_STORE))


def own_students(user: User, wanted: Wanted, *, at: datetime) -> OwnStudents:
    """Return somebody's own students of a year. Raises Forbidden, and BadInput for what the records don't hold."""
    permissions.may_see_own_students(user).require()
    store, on = student_store(), day_of(at)
    snapshot = store.snapshot()
    with asked(user, wanted, at=at) as document:
        permit = decide(document, snapshot, on)
        if not permit.determination.allowed:
            return OwnStudents(permit.determination, None)
        recipe = Recipe(release_id_of(document, snapshot, on))
        built = build(permit, snapshot, store.path, recipe, consents_on=on)
    return OwnStudents(permit.determination, built.dataset)


@contextmanager
def asked(user: User, wanted: Wanted, *, at: datetime) -> Iterator[RequestDocument]:
    """Give what is asked as a request document, for as long as the block runs."""
    requester = {"kind": user.kind, "name": str(user), "email": user.email, "person_id": user.person_id}
    document = {
        "requester": {**requester, **({"organisation": user.organisation} if user.organisation else {})},
        "request": {
            "purpose": "services",
            "use": _USE,
            "audience": ["internal"],
            "level": "roster",
            "school_years": [str(wanted.school_year)],
            "submitted": at.isoformat(),
        },
        "data": {"elements": list(wanted.elements)},
    }
    with TemporaryDirectory(prefix="own-students-") as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        yield read_request(path)
