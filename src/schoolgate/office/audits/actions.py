"""Looking back leaves a trace too: who exported the ledger, and who looked up a student."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import BadInput
from schoolgate.office.audits import exports, selectors
from schoolgate.office.audits.exports import Format
from schoolgate.office.audits.selectors import Search
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.models import Disclosure
from schoolgate.office.ledger.selectors import disclosures_of
from schoolgate.office.ledger.students import student_code
from schoolgate.office.people.models import User
from schoolgate.office.people.permissions import may_read_ledger, may_see_student_numbers

_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class DisclosureLog:
    """One student's lines, the oldest first, and the code by which they were found."""

    code: str
    lines: tuple[Disclosure, ...]


@transaction.atomic
def export(*, first_on: date | None, last_on: date | None, kind: Format, by: User, at: datetime) -> Iterator[bytes]:
    """Return the rows of a span of days as a file, and keep who took it. The row that keeps it is not in the file."""
    may_read_ledger(by).require()
    found = selectors.rows(by, Search(first_on=first_on, last_on=last_on)).order_by("number")
    last = found.last()
    details = {
        "first_on": first_on.isoformat() if first_on else "",
        "last_on": last_on.isoformat() if last_on else "",
        "last_row": last.number if last else 0,
        "format": kind.value,
    }
    ledger.append(event="ledger.exported", subject="ledger", by=by.as_actor, at=at, details=details)
    return exports.pieces(found.filter(number__lte=details["last_row"]).iterator(_CHUNK), kind)


@transaction.atomic
def look_up(*, student_number: str, why: str, by: User, at: datetime) -> DisclosureLog:
    """Return a student's disclosure log, and keep who looked, whom at (as a code) and why.

    Raises Forbidden, and BadInput where the number or the reason is left out.
    """
    may_see_student_numbers(by).require()
    number = student_number.strip()
    if not number or not why.strip():
        message, mend = _("A student number and a reason are needed."), _("Fill in both.")
        raise BadInput.at("student", message, mend, rule="ledger.student")
    code = student_code(number)
    lines = tuple(disclosures_of(number))
    details = {"code": code, "lines": len(lines), "why": why.strip()}
    ledger.append(event="ledger.student_looked_up", subject="ledger", by=by.as_actor, at=at, details=details)
    return DisclosureLog(code, lines)
