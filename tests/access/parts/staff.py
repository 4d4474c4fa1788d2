"""Pages of the office about itself, and those of school staff."""

from tests.access.table import OFFICE, Answer, Entry, Ground, Who, cells

from schoolgate.office.clock import day_of, now
from schoolgate.office.closures import actions as closures
from schoolgate.office.handovers.models import Handover
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.policy.vocabulary import Purpose, RequesterKind


def _only(*who: Who) -> dict[Who, Answer]:
    return dict(cells(opened=frozenset(who), otherwise=Answer.FORBIDDEN))


_OFFICE, _READERS, _STEWARD = _only(*OFFICE), _only(Who.STEWARD, Who.AUDITOR), _only(Who.STEWARD)
_SCHOOL = _only(Who.SCHOOL_STAFF)
_ROLE = {"role": "reviewer"}

ENTRIES = (
    *(Entry(name, _OFFICE) for name in ("closures", "measures", "partners", "handovers")),
    *(Entry(name, _READERS) for name in ("ledger", "ledger_verify", "ledger_export", "ledger_student")),
    Entry("ledger_row", _READERS, records={"number": "ledger_number"}),
    Entry("closure_take_back", _STEWARD, method="POST"),
    Entry("people", _READERS),
    Entry("person", _READERS),
    *(Entry(name, _STEWARD, method="POST", form=_ROLE) for name in ("person_grant", "person_end")),
    Entry("person_link", _STEWARD, method="POST", form={"person_id": "p-1", "kind": "teacher"}),
    # The office has no records here: whoever may see students of their own is told so.
    Entry("own_students", _SCHOOL),
    Entry("own_students_export", _SCHOOL, method="POST"),
    Entry("hand_over", _SCHOOL),
    Entry("handover_settle", _only(Who.ANALYST), method="POST", records={"verb": "settling"}),
)


def plant(ground: Ground) -> None:
    """Link the member of a school's staff; plant a closure and a question from the school."""
    at, teacher = now(), ground.people[Who.SCHOOL_STAFF]
    teacher.person_id, teacher.kind = "p-1", RequesterKind.TEACHER.value
    teacher.save()
    on = day_of(at)
    closure = closures.enter(starts_on=on, ends_on=on, reason="Snow.", by=ground.people[Who.STEWARD], at=at)
    question = Handover.objects.create(
        by=teacher,
        at=at,
        asker_name="Word of the question",
        asker_email="asker@example.org",
        kind=RequesterKind.PUBLIC.value,
        purpose=Purpose.PLANNING.value,
        text="How many students are there?",
    )
    ground.records |= {
        "closure_id": closure.pk,
        "ledger_number": LedgerRow.objects.order_by("number").values_list("number", flat=True)[0],
        "user_id": ground.people[Who.STRANGER].pk,
        "handover_id": question.pk,
        "settling": "set-aside",
    }
    ground.guarded["Word of the question"] = OFFICE | {Who.SCHOOL_STAFF}
