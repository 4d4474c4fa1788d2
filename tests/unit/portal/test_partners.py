import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.office import AT, NUMBERS, ROSTER, make_submitted, signed_in

from schoolgate.office.clock import day_of
from schoolgate.office.partners.models import RegisterLine
from schoolgate.office.people.models import User
from schoolgate.office.requests import determinations
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.determination import GateId, GateStatus

HEADER = "organisation,school_year,part,name,registered\n"
WHOLE = HEADER + (
    "Harbor Tutors,2025-26,organisation,,yes\n"
    "Harbor Tutors,2025-26,program,Tutoring,yes\n"
    "Harbor Tutors,2025-26,partnership,ORG-1,yes\n"
)


def take_in(user: User, text: str) -> tuple[int, str]:
    file = SimpleUploadedFile("register.csv", text.encode())
    answer = signed_in(user).post(reverse("partners"), {"file": file})
    return answer.status_code, answer.content.decode()


def gate(request: DataRequest) -> GateStatus | None:
    found = determinations.current(request, day_of(AT)).determination.gate(GateId.PARTNERBPS)
    return None if found is None else found.status


def test_the_register_opens_the_gate_of_a_partner_that_is_wholly_in_it(partner: User, analyst: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    assert gate(request) is GateStatus.MISSING
    assert take_in(analyst, WHOLE)[0] == 302
    assert gate(request) is GateStatus.MET
    take_in(analyst, WHOLE.replace("Tutoring,yes", "Tutoring,no"))
    assert gate(request) is GateStatus.MISSING


def test_a_register_of_a_year_long_past_opens_nothing(partner: User, analyst: User) -> None:
    request = make_submitted(partner, ROSTER, numbers=NUMBERS)
    take_in(analyst, WHOLE.replace("2025-26", "2023-24"))
    assert gate(request) is GateStatus.MISSING


def test_every_fault_of_a_register_is_named_and_the_old_one_stays(analyst: User) -> None:
    take_in(analyst, WHOLE)
    status, page = take_in(analyst, HEADER + "A,someday,program,,yes\n,2025-26,club,,perhaps\n")
    assert status == 422
    for place in (
        "partnerbps.csv:2, column school_year",
        "partnerbps.csv:2, column name",
        "partnerbps.csv:3, column part",
    ):
        assert place in page or place.replace("column ", "") in page, place
    assert RegisterLine.objects.count() == 3


def test_an_auditor_reads_the_register_and_does_not_replace_it(auditor: User, requester: User) -> None:
    assert signed_in(auditor).get(reverse("partners")).status_code == 200
    assert take_in(auditor, WHOLE)[0] == 403
    assert signed_in(requester).get(reverse("partners")).status_code == 403


def test_every_line_of_a_long_register_is_on_some_page_and_found_by_its_organization(
    analyst: User, auditor: User
) -> None:
    lines = "".join(f"Partner {nth:03},2025-26,organisation,,yes\n" for nth in range(240))
    assert take_in(analyst, HEADER + lines)[0] == 302
    client, seen = signed_in(auditor), set[str]()
    for page in (1, 2, 3):
        seen |= set(re.findall(r"Partner \d{3}", client.get(reverse("partners"), {"page": page}).content.decode()))
    assert len(seen) == 240
    found = client.get(reverse("partners"), {"words": "partner  239"}).content.decode()
    assert re.findall(r"<td>(Partner \d{3})", found) == ["Partner 239"]
