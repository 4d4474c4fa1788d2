"""Students of a generated district, and consents asked of their families through the real actions."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.core import mail as delivered

from schoolgate.core import Population
from schoolgate.office.consents.actions import asking
from schoolgate.office.consents.actions.asking import Answer, Question
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord
from schoolgate.office.consents.texts import text_of
from schoolgate.office.mail.addresses import message_id
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.mail.secrets import whole_text
from schoolgate.office.people.models import User
from schoolgate.policy.consents import Signer, age_on
from schoolgate.policy.versions import current_pack
from schoolgate.warehouse import Scope, student_rows
from schoolgate.warehouse.store import Store

RECIPIENT = "Harbor Tutors"
ELEMENTS = ("attendance_by_quarter", "course_marks")


@dataclass(frozen=True, slots=True)
class Pupil:
    """What the records say of a student."""

    number: str
    birth_date: date
    grade: str


def pupils(store: Store, on: date) -> list[Pupil]:
    """Return the students of the newest school year, by number."""
    snapshot = store.snapshot()
    year = max(snapshot.school_years())
    rows = student_rows(snapshot, Scope.district(), Population(), (year,), ("grade",), on).table.to_pylist()
    known = [row for row in rows if row["_student_id"] and row["_birth_date"]]
    found = {row["_student_id"]: Pupil(row["_student_id"], row["_birth_date"], row["_grade"]) for row in known}
    return sorted(found.values(), key=lambda one: one.number)


def young(store: Store, on: date) -> Pupil:
    """Return a student for whom only a parent signs."""
    return next(one for one in pupils(store, on) if age_on(one.birth_date, on) < 12)


def grown(store: Store, on: date) -> Pupil:
    """Return a student who is 18 and signs alone."""
    return next(one for one in pupils(store, on) if age_on(one.birth_date, on) >= 18)


def question(pupil: Pupil, signer: Signer = Signer.PARENT, email: str = "mother@family.example") -> Question:
    """Return a question about attendance and marks, for tutoring."""
    return Question(pupil.number, ELEMENTS, RECIPIENT, "services", signer, email, date(2099, 6, 30))


def ask(pupil: Pupil, by: User, at: datetime, signer: Signer = Signer.PARENT) -> tuple[ConsentAsk, str]:
    """Ask, and return what is asked with the token that the mail holds."""
    made = asking.ask(question=question(pupil, signer), by=by, at=at)
    return made, token_in(OutboxMail.objects.get(key=f"consent-ask:{made.pk}"))


def token_in(letter: OutboxMail) -> str:
    """Return the token of the link in a mail; one that left is read where it arrived."""
    text = whole_text(letter) if letter.sent_at is None else _arrived(letter)
    found = re.search(r"/consent/(?:kept/)?([\w-]{40,})/", text)
    assert found is not None
    return found.group(1)


def _arrived(letter: OutboxMail) -> str:
    found = [one for one in delivered.outbox if one.extra_headers["Message-ID"] == message_id(letter.key)]
    return str(found[-1].body)


def answer(pupil: Pupil, asked: ConsentAsk, at: datetime, **parts: bool) -> Answer:
    """Return an answer: yes to everything but what `parts` says."""
    said = {element: parts.get(element, True) for element in asked.elements}
    return Answer(said, "Mo Mother", pupil.birth_date, text_of(asked, current_pack(at.date())).sha256)


def receipt_of(record: ConsentRecord) -> OutboxMail:
    """Return the mail that brings a signer back."""
    return OutboxMail.objects.get(key=f"{record.subject}:receipt")
