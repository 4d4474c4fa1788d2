from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from tests.office import AT

from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger import triggers, verification
from schoolgate.office.ledger.actions import Actor, DisclosureRecord
from schoolgate.office.ledger.chain import row_digest
from schoolgate.office.ledger.models import Disclosure, DisclosureKind, LedgerHead, LedgerRow
from schoolgate.office.ledger.selectors import disclosures_of, student_number_of
from schoolgate.office.ledger.verification import verify

BY = Actor("user:1", "Ana Analyst", "analyst")
RECORD = DisclosureRecord(
    kind=DisclosureKind.RELEASED,
    releaser_name="Rel Releaser",
    releaser_position="releaser",
    signature="signed in with a passkey",
    recipient_name="Pat Partner",
    recipient_affiliation="Harbor Tutors",
    parts="name, grade",
    purpose="tutoring",
)


def write_rows(count: int) -> None:
    with transaction.atomic():
        for nth in range(count):
            ledger.append(event="test.happened", subject=f"test:{nth}", by=BY, at=AT, details={"nth": nth})


def by_force(statement: str, *values: str) -> None:
    """Change the tables as somebody would who can get past the triggers."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


@pytest.mark.parametrize("table", triggers.APPEND_ONLY_TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {} SET subject = 'x'", "DELETE FROM {}"], ids=["update", "delete"])
def test_the_database_refuses_to_change_what_was_written(db: None, table: str, verb: str) -> None:
    with transaction.atomic():
        ledger.log_disclosure(record=RECORD, students=["100001"], subject="request:1", by=BY, at=AT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
    assert (LedgerRow.objects.count(), Disclosure.objects.count()) == (1, 1)


def test_a_chain_that_nobody_touched_verifies(db: None) -> None:
    write_rows(5)
    chain = verify()
    assert (chain.rows, chain.fault) == (5, None)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE ledger_ledgerrow SET actor_name = 'Eve' WHERE number = 3", 3),
        ("UPDATE ledger_ledgerrow SET details = '{\"nth\":9}' WHERE number = 3", 3),
        ("UPDATE ledger_ledgerrow SET details = '{ \"nth\":2}' WHERE number = 3", 3),
        ("DELETE FROM ledger_ledgerrow WHERE number = 3", 3),
        ("DELETE FROM ledger_ledgerrow WHERE number = 5", 5),
        ("UPDATE ledger_ledgerrow SET digest = 'f' WHERE number = 2", 2),
    ],
    ids=["name", "details", "one blank", "row taken out", "last row taken out", "digest"],
)
def test_t51_the_check_names_the_first_changed_row(db: None, statement: str, named: int) -> None:
    write_rows(5)
    by_force(statement)
    fault = verify().fault
    assert fault is not None
    assert fault.line == named


def test_a_row_written_anew_with_its_own_digest_is_found_by_the_next(db: None) -> None:
    write_rows(3)
    row = LedgerRow.objects.get(number=2)
    row.actor_name = "Eve"
    by_force("UPDATE ledger_ledgerrow SET actor_name = 'Eve', digest = %s WHERE number = 2", row_digest(row))
    fault = verify().fault
    assert fault is not None
    assert fault.line == 3


def test_a_row_written_while_the_chain_is_read_is_no_fault(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(3)

    def digest_while_others_write(row: LedgerRow) -> str:
        with transaction.atomic():
            ledger.log_disclosure(record=RECORD, students=["100001"], subject="request:1", by=BY, at=AT)
        return row_digest(row)

    monkeypatch.setattr(verification, "row_digest", digest_while_others_write)
    chain = verify()
    assert (chain.rows, chain.fault) == (3, None)
    assert LedgerRow.objects.count() == 6


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_ledgerhead SET number = 4, digest = (SELECT previous FROM ledger_ledgerrow WHERE number = 5)",
        "DELETE FROM ledger_ledgerhead",
    ],
    ids=["end moved back", "end taken away"],
)
def test_what_lies_behind_the_recorded_end_is_a_fault(db: None, statement: str) -> None:
    write_rows(5)
    by_force(statement)
    fault = verify().fault
    assert fault is not None
    assert fault.line == 5


def test_a_release_of_twenty_students_makes_twenty_lines_found_by_student(db: None) -> None:
    numbers = [f"1000{nth:02d}" for nth in range(20)]
    with transaction.atomic():
        ledger.log_disclosure(record=RECORD, students=numbers, subject="request:1", by=BY, at=AT)
    assert Disclosure.objects.count() == 20
    [line] = disclosures_of("100007")
    assert (line.recipient_affiliation, line.parts, line.signature) == (
        "Harbor Tutors",
        "name, grade",
        "signed in with a passkey",
    )
    assert student_number_of(line) == "100007"
    assert "100007" not in line.student_code
    assert verify().lines == 20


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_disclosure SET purpose = 'sale' WHERE id = (SELECT max(id) FROM ledger_disclosure)",
        "DELETE FROM ledger_disclosure WHERE id = (SELECT max(id) FROM ledger_disclosure)",
        "DELETE FROM ledger_disclosure",
    ],
    ids=["purpose", "line taken out", "all lines taken out"],
)
def test_a_changed_line_of_the_disclosure_log_is_found(db: None, statement: str) -> None:
    with transaction.atomic():
        ledger.log_disclosure(record=RECORD, students=["100001", "100002"], subject="request:1", by=BY, at=AT)
    by_force(statement)
    fault = verify().fault
    assert fault is not None
    assert fault.source == "disclosures"


def test_nothing_is_written_outside_a_transaction(office_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        ledger.append(event="test.happened", subject="test:1", by=BY, at=AT)
    assert LedgerHead.objects.count() == 0


def test_many_writers_at_once_make_one_chain(
    office_db: None, at_once: Callable[[Callable[[int], object], int], None]
) -> None:
    at_once(lambda _nth: write_rows(5), 8)
    chain = verify()
    assert (chain.rows, chain.fault) == (40, None)
