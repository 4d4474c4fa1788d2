import csv
import io
from datetime import datetime, time

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings
from tests.office import make_person, signed_in

from schoolgate.office.handovers.models import Handover, HandoverState
from schoolgate.office.ledger.models import Disclosure, LedgerRow
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people import actions as people
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import DataRequest, Referral
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


@pytest.fixture(autouse=True)
def _on_the_districts_day(db: None, settings: Settings, store: Store, district: WrittenDistrict) -> None:
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = district.facts.release_on.isoformat()


def linked(district: WrittenDistrict, kind: RequesterKind) -> User:
    facts = district.facts
    found = facts.principal if kind is RequesterKind.SCHOOL_LEADER else facts.teacher
    user = make_person(f"{kind}@district.example", name=found.name)
    at = datetime.combine(facts.release_on, time(10)).astimezone()
    steward = make_person(f"steward-of-{kind}@district.example", Role.STEWARD)
    people.link_person(user=user, person_id=found.person_id, kind=kind, by=steward, at=at)
    return User.objects.get(pk=user.pk)


def taught_by(store: Store, person_id: str, year: int) -> set[str]:
    """Return the numbers of the students in the sections of a teacher, read by a query of the test's own."""
    with store.snapshot().connect() as con:
        rows = con.execute(
            """SELECT DISTINCT st.student_id FROM teaching t JOIN section_stays s USING (class, school_year)
               JOIN students st USING (student) WHERE t.person = ? AND s.school_year = ?
               AND s.begins < t.ends AND t.begins < s.ends""",
            [person_id, year],
        ).fetchall()
    return {row[0] for row in rows}


def exported(
    client: Client, year: str, kind: str = "csv", columns: tuple[str, ...] = ("student_id", "grade")
) -> HttpResponse:
    asked = {"year": year, "columns": list(columns), "format": kind}
    answer = client.post(reverse("own_students_export"), asked)
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_teacher_sees_only_her_own_students(store: Store, district: WrittenDistrict) -> None:
    teacher = linked(district, RequesterKind.TEACHER)
    year = store.snapshot().school_years()[-1]
    answer = exported(signed_in(teacher), str(year))
    numbers = {row["student_id"] for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    assert numbers == taught_by(store, teacher.person_id, year.ends_in)
    assert numbers


def test_a_leader_reaches_more_than_a_teacher_of_the_same_school(store: Store, district: WrittenDistrict) -> None:
    year = str(store.snapshot().school_years()[-1])
    teacher, leader = (
        len(exported(signed_in(linked(district, kind)), year).content.splitlines())
        for kind in (RequesterKind.TEACHER, RequesterKind.SCHOOL_LEADER)
    )
    assert teacher < leader


def test_the_page_shows_rows_and_offers_no_column_that_staff_may_not_see(district: WrittenDistrict) -> None:
    page = signed_in(linked(district, RequesterKind.TEACHER)).get(reverse("own_students")).content.decode()
    assert "students</h2>" in page
    assert 'value="grade"' in page
    assert 'value="health' not in page
    assert 'style="' not in page


def test_a_column_that_staff_may_not_see_is_refused(store: Store, district: WrittenDistrict) -> None:
    client = signed_in(linked(district, RequesterKind.TEACHER))
    year = str(store.snapshot().school_years()[-1])
    asked = {"year": year, "columns": ["name", "social_security_number"]}
    assert client.get(reverse("own_students"), asked).status_code == 422
    assert exported(client, year, columns=("name", "social_security_number")).status_code == 302
    assert not LedgerRow.objects.filter(event="students.exported").exists()


def test_a_spreadsheet_holds_the_same_rows(store: Store, district: WrittenDistrict) -> None:
    client = signed_in(linked(district, RequesterKind.TEACHER))
    year = str(store.snapshot().school_years()[-1])
    sheet = load_workbook(io.BytesIO(exported(client, year, "xlsx").content))["Data"]
    assert sheet.max_row == len(exported(client, year).content.splitlines())


def test_an_export_is_kept_in_the_ledger_without_students(store: Store, district: WrittenDistrict) -> None:
    teacher = linked(district, RequesterKind.TEACHER)
    year = store.snapshot().school_years()[-1]
    exported(signed_in(teacher), str(year))
    row = LedgerRow.objects.get(event="students.exported")
    numbers = taught_by(store, teacher.person_id, year.ends_in)
    assert f'"rows":{len(numbers)}' in row.details
    assert not any(number in row.details for number in numbers)
    assert not Disclosure.objects.exists()


def test_staff_whose_account_is_not_linked_are_told_what_to_do() -> None:
    user = make_person("new@district.example", Role.SCHOOL_STAFF, kind=RequesterKind.TEACHER)
    answer = signed_in(user).get(reverse("own_students"))
    assert answer.status_code == 403
    assert "not linked" in answer.content.decode()


@pytest.mark.parametrize("address", ["own_students", "hand_over"])
def test_only_school_staff_reach_the_pages_of_staff(
    requester: User, analyst: User, auditor: User, address: str
) -> None:
    for user in (requester, analyst, auditor):
        assert signed_in(user).get(reverse(address)).status_code == 403
    assert Client().get(reverse(address)).status_code == 302


def hand(client: Client, **changes: str) -> HttpResponse:
    said = {
        "name": "Gil Grant",
        "email": "Gil@Museum.example",
        "organisation": "Harbor Museum",
        "kind": "public",
        "purpose": "planning",
        "text": "How many students walk?",
    }
    answer = client.post(reverse("hand_over"), {**said, **changes})
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_question_from_outside_goes_to_the_office_in_one_step(district: WrittenDistrict) -> None:
    teacher = linked(district, RequesterKind.TEACHER)
    assert hand(signed_in(teacher)).status_code == 200
    made = Handover.objects.get()
    assert (made.by, made.asker_email, made.state) == (teacher, "gil@museum.example", HandoverState.OPEN)
    letter = OutboxMail.objects.get(to="gil@museum.example")
    assert "passed your question" in letter.text


def test_a_reporters_question_is_sent_to_the_communications_office_and_nobody_is_kept(
    district: WrittenDistrict,
) -> None:
    page = hand(signed_in(linked(district, RequesterKind.TEACHER)), kind="media", purpose="journalism").content.decode()
    referral = Referral.objects.get()
    assert (referral.redirect, referral.from_school) == ("communications_office", True)
    assert referral.told.split(".")[0] in page
    assert not Handover.objects.exists()


def test_an_analyst_enters_the_question_as_a_request_of_who_asked(district: WrittenDistrict, analyst: User) -> None:
    hand(signed_in(linked(district, RequesterKind.TEACHER)))
    made = Handover.objects.get()
    client = signed_in(analyst)
    assert "How many students walk?" in client.get(reverse("handovers")).content.decode()
    answer = client.post(reverse("handover_settle", args=[made.pk, "take"]))
    request = DataRequest.objects.get()
    assert answer.headers["Location"] == reverse("request_edit", args=[request.pk, "purpose"])
    assert (request.owner.email, request.entered_by) == ("gil@museum.example", analyst)
    assert request.draft["use"] == "How many students walk?"
    client.post(reverse("handover_settle", args=[made.pk, "set-aside"]))
    made.refresh_from_db()
    assert made.state == HandoverState.TAKEN


def test_an_auditor_reads_the_questions_and_settles_none(district: WrittenDistrict, auditor: User) -> None:
    hand(signed_in(linked(district, RequesterKind.TEACHER)))
    client = signed_in(auditor)
    page = client.get(reverse("handovers")).content.decode()
    assert "Harbor Museum" in page
    assert "Enter as a request" not in page
    made = Handover.objects.get()
    assert client.post(reverse("handover_settle", args=[made.pk, "take"])).status_code == 403
