"""Consents of a demonstration: a file taken in, one withdrawn, a family that is asked, a court paper, an opt-out."""

import csv
import io
from datetime import date, timedelta

from schoolgate.core import Condition, Population, SchoolYear
from schoolgate.office.clock import day_of
from schoolgate.office.consents.actions import asking, bars, imports, withdrawing
from schoolgate.office.consents.actions.asking import Question
from schoolgate.office.consents.models import ConsentRecord
from schoolgate.office.consents.selectors import recipient_of
from schoolgate.office.requests.determinations import snapshot
from schoolgate.office.scenes import Scene
from schoolgate.policy.consents import Signer
from schoolgate.warehouse import Scope, student_rows

ELEMENTS = ("name", "grade", "attendance_by_quarter")
_WITH_CONSENT = 4


def plant(scene: Scene) -> None:
    """Make them, each by the actions that people would take. Without records there are none."""
    pupils = _pupils(scene)
    if len(pupils) < _WITH_CONSENT + 3:
        return
    analyst, partner = scene.people["analyst"], recipient_of(scene.people["partner"])
    last_day = scene.on + timedelta(days=200)
    content = _file(pupils[:_WITH_CONSENT], partner, day_of(scene.at(30)), last_day)
    imports.take_in(name="consents-of-our-program.csv", content=content, by=analyst, at=scene.at(12))
    withdrawing.withdraw_for(record=ConsentRecord.objects.all()[0], by=analyst, at=scene.at(3))
    asked, barred, opted_out = pupils[_WITH_CONSENT : _WITH_CONSENT + 3]
    question = Question(asked, ELEMENTS, partner, "services", Signer.PARENT, "mo@family.example", last_day)
    scene.records["consent_asked"] = asking.ask(question=question, by=analyst, at=scene.at(1))
    paper = "Probate and Family Court, 12-345, of last March"
    bars.bar(student_number=barred, email="sam@family.example", paper=paper, by=analyst, at=scene.at(6))
    year = SchoolYear.parse(scene.district.current_year)
    bars.opt_out(student_number=opted_out, school_year=year, by=analyst, at=scene.at(4))


def _pupils(scene: Scene) -> list[str]:
    """Return the numbers of first graders, for whom their parents sign."""
    found = snapshot()
    if found is None:
        return []
    first_grade = Population(where=(Condition("grade", ("01",)),))
    year = SchoolYear.parse(scene.district.current_year)
    rows = student_rows(found, Scope.district(), first_grade, (year,), ("grade",), scene.on).table.to_pylist()
    return sorted(row["_student_id"] for row in rows if row["_student_id"] and row["_birth_date"])


def _file(numbers: list[str], recipient: str, signed_on: date, expires_on: date) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(imports.COLUMNS)
    days = (signed_on.isoformat(), expires_on.isoformat(), "")
    lines.writerows([number, ";".join(ELEMENTS), recipient, "services", "parent", *days] for number in numbers)
    return text.getvalue().encode()
