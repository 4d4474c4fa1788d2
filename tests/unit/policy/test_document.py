"""Reading request documents: what a good one says, and each way in which one can be wrong."""

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.support import refusals

from schoolgate.core import BadInput, DataLevel, Fault, SchoolYear
from schoolgate.policy.consents import Signer
from schoolgate.policy.document import read_request
from schoolgate.policy.facts import Agreement, Partnership, ProgramRegistration, SchoolAgreements
from schoolgate.policy.vocabulary import Audience, Channel, FerpaException, ProposalStatus, Purpose, RequesterKind

GOOD = """\
[requester]
kind = "partner"
name = "Ana Example"
email = "ana@partner.example"
organisation = "Tutors"

[request]
purpose = "services"
use = "To plan tutoring."
audience = ["internal"]
level = "roster"
school_years = ["2025-26"]
submitted = 2026-04-10T10:00:00-04:00

[population]
specific_group = true
ids = "ids.csv"
where = { grade = ["09", "10"], school = ["ORG-1"] }

[data]
elements = ["name", "grade",
            "course_marks"]

[evidence]
public_data_reviewed = "none of these fits"
nda = { requester_signed = 2026-01-10, district_signed = 2026-01-12, ends = 2026-12-31 }
partnerbps = { school_year = "2025-26", organisation = true, programs = { "Tutoring" = true }, partnerships = { "ORG-1" = true } }
school_agreements = { exist = true, files = ["mou.pdf"] }
consents = "consents.csv"
research_proposal = { status = "approved", approved = 2026-03-01, ends = 2027-03-01 }
"""  # noqa: E501  # an inline table stands on one line
IDS = "student_id\n1000789\n1234567890\n"
CONSENTS = (
    "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on\n"
    "1000789,name;grade,Tutors,services,parent,2026-01-05,2027-01-05,\n"
    "1234567890,name,Tutors,services,student,2026-02-01,,2026-03-01\n"
)


def _write(folder: Path, text: str = GOOD, ids: str = IDS, consents: str = CONSENTS) -> Path:
    (folder / "ids.csv").write_text(ids, encoding="utf-8")
    (folder / "consents.csv").write_text(consents, encoding="utf-8")
    path = folder / "request.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_request(path)
    return caught.value.faults


def test_a_good_request_says_who_asks_for_what_with_which_evidence(tmp_path: Path) -> None:
    document = read_request(_write(tmp_path))
    facts = document.facts(date(2026, 4, 14))
    assert facts.on == date(2026, 4, 14)
    assert facts.requester.kind is RequesterKind.PARTNER
    assert (facts.purpose, facts.audience) == (Purpose.SERVICES, (Audience.INTERNAL,))
    assert document.submitted_at == datetime(2026, 4, 10, 14, tzinfo=UTC)
    assert facts.query.level is DataLevel.ROSTER
    assert facts.query.school_years == (SchoolYear(2026),)
    assert facts.query.elements == ("name", "grade", "course_marks")
    assert facts.query.population.values("grade") == ("09", "10")
    assert facts.query.population.ids is not None
    assert [(e.line, e.student_id) for e in facts.query.population.ids.entries] == [(2, "1000789"), (3, "1234567890")]
    evidence = facts.evidence
    assert evidence.nda == Agreement(date(2026, 1, 10), date(2026, 1, 12), date(2026, 12, 31))
    assert evidence.partnerbps is not None
    assert evidence.partnerbps.programs == (ProgramRegistration("Tutoring", True),)
    assert evidence.partnerbps.partnerships == (Partnership("ORG-1", True),)
    assert evidence.school_agreements == SchoolAgreements(True, ("mou.pdf",))
    assert evidence.research_proposal is not None
    assert evidence.research_proposal.status is ProposalStatus.APPROVED
    assert evidence.consents is not None
    assert [(c.line, c.signer, c.revoked_on) for c in evidence.consents] == [
        (2, Signer.PARENT, None),
        (3, Signer.STUDENT, date(2026, 3, 1)),
    ]


def test_what_is_not_said_has_its_default(tmp_path: Path) -> None:
    facts = read_request(_write(tmp_path)).facts(date(2026, 4, 14))
    assert (facts.ferpa_exception, facts.channel, facts.grant_funded) == (FerpaException.NONE, Channel.FORM, False)
    assert facts.evidence.school_official is None


def test_a_missing_instant_is_one_fault(tmp_path: Path) -> None:
    faults = _faults(_write(tmp_path, GOOD.replace("submitted = 2026-04-10T10:00:00-04:00\n", "")))
    assert [(fault.column, fault.line) for fault in faults] == [("request.submitted", 7)]
    assert faults[0].message == "The key submitted is missing."


def test_the_same_request_as_json_reads_as_the_same_facts(tmp_path: Path) -> None:
    toml = read_request(_write(tmp_path))
    path = tmp_path / "request.json"
    path.write_text(
        json.dumps(tomllib.loads(GOOD), default=lambda value: value.isoformat(), indent=1), encoding="utf-8"
    )
    assert read_request(path).facts(date(2026, 4, 14)) == toml.facts(date(2026, 4, 14))


def test_a_request_that_came_by_telephone_says_who_entered_it(tmp_path: Path) -> None:
    text = GOOD.replace('level = "roster"', 'level = "roster"\nchannel = "phone"\nentered_by = "Ben Low"')
    document = read_request(_write(tmp_path, text))
    assert document.request.channel is Channel.PHONE
    assert document.request.entered_by == "Ben Low"


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    path = _write(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_request(path).requester.name == "Ana Example"


def test_a_list_of_names_only_is_read_as_a_list_without_numbers(tmp_path: Path) -> None:
    document = read_request(_write(tmp_path, ids="name,birth_date\nAna Diaz,2010-01-01\n"))
    assert document.query.population.ids is not None
    assert document.query.population.ids.entries == ()


# id: (text of the good request, text in its place, line, dotted key, rule)
BROKEN: dict[str, tuple[str, str, int | None, str | None, str]] = {
    "no-kind": ('kind = "partner"\n', "", 1, "requester.kind", "document.missing-key"),
    "unknown-kind": ('kind = "partner"', 'kind = "parnter"', 2, "requester.kind", "document.unknown-value"),
    "no-name": ('name = "Ana Example"\n', "", 1, "requester.name", "document.missing-key"),
    "blank-name": ('name = "Ana Example"', 'name = " "', 3, "requester.name", "document.empty"),
    "name-is-a-number": ('name = "Ana Example"', "name = 7", 3, "requester.name", "document.type"),
    "bad-email": ("ana@partner.example", "ana.partner.example", 4, "requester.email", "request.email"),
    "email-without-domain": ("ana@partner.example", "ana@partner", 4, "requester.email", "request.email"),
    "partner-without-organisation": (
        'organisation = "Tutors"\n',
        "",
        1,
        "requester.organisation",
        "request.organisation",
    ),
    "unknown-key-of-requester": (
        'organisation = "Tutors"',
        'organization = "Tutors"',
        5,
        "requester.organization",
        "document.unknown-key",
    ),
    "no-table-request": ("[request]", "[requests]", 7, "requests", "document.unknown-key"),
    "no-purpose": ('purpose = "services"\n', "", 7, "request.purpose", "document.missing-key"),
    "unknown-purpose": ('purpose = "services"', 'purpose = "fun"', 8, "request.purpose", "document.unknown-value"),
    "no-use": ('use = "To plan tutoring."\n', "", 7, "request.use", "document.missing-key"),
    "audience-is-no-list": (
        'audience = ["internal"]',
        'audience = "internal"',
        10,
        "request.audience",
        "document.type",
    ),
    "audience-is-empty": ('audience = ["internal"]', "audience = []", 10, "request.audience", "document.empty"),
    "unknown-audience": ('["internal"]', '["everybody"]', 10, "request.audience", "document.unknown-value"),
    "audience-twice": ('["internal"]', '["internal", "internal"]', 10, "request.audience", "document.twice"),
    "unknown-level": ('level = "roster"', 'level = "rooster"', 11, "request.level", "document.unknown-value"),
    "bad-school-year": ('["2025-26"]\nsub', '["2025-27"]\nsub', 12, "request.school_years", "request.school-year"),
    "school-year-as-number": ('["2025-26"]\nsub', "[2025]\nsub", 12, "request.school_years", "document.type"),
    "naive-instant": ("10:00:00-04:00", "10:00:00", 13, "request.submitted", "document.naive-time"),
    "instant-without-time": ("2026-04-10T10:00:00-04:00", "2026-04-10", 13, "request.submitted", "document.instant"),
    "instant-in-words": ("2026-04-10T10:00:00-04:00", '"soon"', 13, "request.submitted", "document.instant"),
    "flag-in-quotes": (
        "specific_group = true",
        'specific_group = "yes"',
        16,
        "population.specific_group",
        "document.type",
    ),
    "ids-outside": ('ids = "ids.csv"', 'ids = "../ids.csv"', 17, "population.ids", "document.path"),
    "ids-at-the-root": ('ids = "ids.csv"', 'ids = "/etc/passwd"', 17, "population.ids", "document.path"),
    "ids-on-a-drive": ('ids = "ids.csv"', 'ids = "C:ids.csv"', 17, "population.ids", "document.path"),
    "ids-not-there": ('ids = "ids.csv"', 'ids = "list.csv"', 17, "population.ids", "document.no-file"),
    "unknown-attribute": ("{ grade", "{ shoe_size", 18, "population.where.shoe_size", "request.unknown-attribute"),
    "attribute-without-values": (
        '{ grade = ["09", "10"]',
        "{ grade = []",
        18,
        "population.where.grade",
        "document.empty",
    ),
    "unknown-element": ('"course_marks"]', '"corse_marks"]', 21, "data.elements", "request.unknown-elements"),
    "no-elements": (
        'elements = ["name", "grade",\n            "course_marks"]\n',
        "",
        20,
        "data.elements",
        "document.missing-key",
    ),
    "unknown-measure": ("[data]", '[data]\nmeasures = ["joy"]', 21, "data.measures", "request.unknown-measures"),
    "unknown-grouping": ("[data]", '[data]\ngroup_by = ["joy"]', 21, "data.group_by", "request.unknown-group-by"),
    "date-in-quotes": (
        "ends = 2026-12-31 }",
        'ends = "2026-12-31" }',
        26,
        "evidence.nda.ends",
        "document.date",
    ),
    "date-with-time": (
        "ends = 2026-12-31 }",
        "ends = 2026-12-31T00:00:00 }",
        26,
        "evidence.nda.ends",
        "document.date",
    ),
    "agreement-ends-before-it-is-signed": (
        "ends = 2026-12-31 }",
        "ends = 2025-12-31 }",
        26,
        "evidence.nda.ends",
        "evidence.dates",
    ),
    "unknown-key-of-nda": ("ends = 2026-12-31 }", "end = 2026-12-31 }", 26, "evidence.nda.end", "document.unknown-key"),
    "nda-is-true": (
        "nda = { requester_signed = 2026-01-10, district_signed = 2026-01-12, ends = 2026-12-31 }",
        "nda = true",
        26,
        "evidence.nda",
        "document.type",
    ),
    "program-flag-in-quotes": (
        '"Tutoring" = true',
        '"Tutoring" = "true"',
        27,
        "evidence.partnerbps.programs.Tutoring",
        "document.type",
    ),
    "registration-of-no-year": (
        '{ school_year = "2025-26"',
        '{ school_year = "2025"',
        27,
        "evidence.partnerbps.school_year",
        "request.school-year",
    ),
    "files-of-no-agreement": (
        "exist = true",
        "exist = false",
        28,
        "evidence.school_agreements.files",
        "evidence.school-agreements",
    ),
    "unknown-status": (
        'status = "approved"',
        'status = "ok"',
        30,
        "evidence.research_proposal.status",
        "document.unknown-value",
    ),
    "approval-ends-before-it-begins": (
        "ends = 2027-03-01",
        "ends = 2025-03-01",
        30,
        "evidence.research_proposal.ends",
        "evidence.dates",
    ),
    "unknown-clause": (
        "[evidence]",
        '[evidence]\nstudy_agreement = { clauses = ["luck"] }',
        25,
        "evidence.study_agreement.clauses",
        "evidence.clause",
    ),
    "no-years": ('school_years = ["2025-26"]', "school_years = []", 12, "request.school_years", "document.empty"),
    "counts-without-measures": ('level = "roster"', 'level = "aggregate"', 20, "data.measures", "document.missing-key"),
    "grant-as-number": (
        'level = "roster"',
        'level = "roster"\ngrant_funded = 1',
        12,
        "request.grant_funded",
        "document.type",
    ),
    "ids-as-list": ('ids = "ids.csv"', 'ids = ["1000789"]', 17, "population.ids", "document.type"),
    "conditions-as-list": (
        'where = { grade = ["09", "10"], school = ["ORG-1"] }',
        'where = ["09"]',
        18,
        "population.where",
        "document.type",
    ),
    "condition-as-text": ('{ grade = ["09", "10"]', '{ grade = "09"', 18, "population.where.grade", "document.type"),
    "elements-by-number": ('"course_marks"]', "3]", 21, "data.elements", "document.type"),
    "consents-outside": (
        'consents = "consents.csv"',
        'consents = "a/../../consents.csv"',
        29,
        "evidence.consents",
        "document.path",
    ),
    "consents-not-there": (
        'consents = "consents.csv"',
        'consents = "signed.csv"',
        29,
        "evidence.consents",
        "document.no-file",
    ),
    "consents-a-folder": ('consents = "consents.csv"', 'consents = "."', 29, "evidence.consents", "document.no-file"),
    "approvals-as-text": ("[evidence]", '[evidence]\napprovals = "Ana"', 25, "evidence.approvals", "document.type"),
    "nda-for-an-unknown-purpose": (
        "ends = 2026-12-31 }",
        'ends = 2026-12-31, purposes = ["fun"] }',
        26,
        "evidence.nda.purposes",
        "document.unknown-value",
    ),
    "destruction-in-words": (
        "[evidence]",
        '[evidence]\nstudy_agreement = { destroy_by = "soon" }',
        25,
        "evidence.study_agreement.destroy_by",
        "document.date",
    ),
    "agreements-without-answer": ("exist = true, ", "", 28, "evidence.school_agreements.exist", "document.missing-key"),
    "registration-by-number": (
        "organisation = true",
        "organisation = 1",
        27,
        "evidence.partnerbps.organisation",
        "document.type",
    ),
    "exception-unknown": (
        'level = "roster"',
        'level = "roster"\nferpa_exception = "study"',
        12,
        "request.ferpa_exception",
        "document.unknown-value",
    ),
    "two-addresses": (
        "ana@partner.example",
        "ana@partner.example, ben@partner.example",
        4,
        "requester.email",
        "request.email",
    ),
    "unknown-table": ("[evidence]", "[proof]\n[evidence]", 24, "proof", "document.unknown-key"),
    "entered-by-nobody": (
        'level = "roster"',
        'level = "roster"\nchannel = "email"',
        12,
        "request.channel",
        "request.entered-by",
    ),
    "syntax": ('kind = "partner"', "kind = partner", 2, None, "toml.syntax"),
    "key-twice": ('kind = "partner"', 'kind = "partner"\nkind = "media"', 3, None, "toml.syntax"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_request_is_refused_with_its_place_and_the_mend(name: str, tmp_path: Path) -> None:
    old, new, line, key, rule = BROKEN[name]
    assert GOOD.count(old) == 1
    faults = _faults(_write(tmp_path, GOOD.replace(old, new)))
    found = [fault for fault in faults if fault.rule == rule]
    assert [(fault.source, fault.line, fault.column) for fault in found] == [("request.toml", line, key)]
    assert str(found[0]) == refusals.told("request", name)
    assert all(fault.mend for fault in faults)


# id: (the consents' second row, column, rule)
BROKEN_CONSENTS: dict[str, tuple[str, str | None, str]] = {
    "no-number": (",name,Tutors,services,parent,2026-01-05,,", "student_id", "csv.empty"),
    "unknown-element": ("1,nickname,Tutors,services,parent,2026-01-05,,", "elements", "csv.unknown-element"),
    "unknown-signer": ("1,name,Tutors,services,uncle,2026-01-05,,", "signer", "csv.unknown-value"),
    "bad-date": ("1,name,Tutors,services,parent,5 Jan 2026,,", "signed_on", "csv.date"),
    "no-such-day": ("1,name,Tutors,services,parent,2026-02-30,,", "signed_on", "csv.date"),
    "bad-end": ("1,name,Tutors,services,parent,2026-01-05,never,", "expires_on", "csv.date"),
    "bad-revocation": ("1,name,Tutors,services,parent,2026-01-05,,x", "revoked_on", "csv.date"),
    "ends-before-signed": ("1,name,Tutors,services,parent,2026-01-05,2025-01-05,", "expires_on", "consents.dates"),
    "too-few-cells": ("1,name,Tutors", None, "csv.cell-count"),
    "open-quote": ('1,"name,Tutors,services,parent,2026-01-05,,', None, "csv.syntax"),
    "text-after-quote": ('1,"name"x,Tutors,services,parent,2026-01-05,,', None, "csv.syntax"),
    "elements-by-commas": ("1,name,grade,Tutors,services,parent,2026-01-05,,", None, "csv.cell-count"),
    "element-with-a-space": ("1,race ethnicity,Tutors,services,parent,2026-01-05,,", "elements", "csv.unknown-element"),
    "signed-with-an-hour": ("1,name,Tutors,services,parent,2026-01-05T10:00,,", "signed_on", "csv.date"),
    "month-before-day": ("1,name,Tutors,services,parent,01/05/2026,,", "signed_on", "csv.date"),
}


@pytest.mark.parametrize("name", BROKEN_CONSENTS)
def test_a_broken_consent_is_refused_with_its_line_and_column(name: str, tmp_path: Path) -> None:
    row, column, rule = BROKEN_CONSENTS[name]
    header, first, _ = CONSENTS.splitlines()
    faults = _faults(_write(tmp_path, consents=f"{header}\n{first}\n{row}\n"))
    assert [(f.source, f.line, f.column, f.rule) for f in faults] == [("consents.csv", 3, column, rule)]
    assert str(faults[0]) == refusals.told("consents", name)


@pytest.mark.parametrize(
    ("name", "ids", "line", "column", "rule"),
    [
        ("names-beside-numbers", b"student_id,name\n1000789,Ana\n", 1, "name", "csv.unknown-column"),
        ("column-twice", b"student_id,student_id\n1,2\n", 1, "student_id", "csv.column-twice"),
        ("too-many-cells", b"student_id\n1000789,7\n", 2, None, "csv.cell-count"),
        ("latin-1", b"student_id\n1000789\n\xe9\n", 3, None, "csv.encoding"),
        ("utf-16", "student_id\n1000789\n".encode("utf-16"), 1, None, "csv.encoding"),
        ("open-quote", b'student_id\n1000789\n"1000790\n', 3, None, "csv.syntax"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." not in value else "",
)
def test_a_broken_id_list_is_refused_with_its_place(
    name: str, ids: bytes, line: int, column: str | None, rule: str, tmp_path: Path
) -> None:
    path = _write(tmp_path)
    (tmp_path / "ids.csv").write_bytes(ids)
    faults = _faults(path)
    assert [(f.source, f.line, f.column, f.rule) for f in faults] == [("ids.csv", line, column, rule)]
    assert str(faults[0]) == refusals.told("ids", name)


def test_more_than_sixty_broken_extracts_and_requests_have_their_sentence() -> None:
    """Each sentence stands in one file, to be read as people read it, and names a place and a mend."""
    sentences = [sentence for kind in refusals.all_told().values() for sentence in kind.values()]
    assert len(sentences) > 60
    assert all(": " in sentence and " Mend: " in sentence for sentence in sentences)
    assert set(refusals.all_told()["request"]) == set(BROKEN)
    assert set(refusals.all_told()["consents"]) == set(BROKEN_CONSENTS)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('kind = "partner"', 'kind = "x"').replace('level = "roster"', 'level = "y"')
    consents = CONSENTS.replace("2026-01-05", "yesterday").replace("student,2026-02-01", "aunt,2026-02-01")
    faults = _faults(_write(tmp_path, text, consents=consents))
    assert [(f.source, f.line) for f in faults] == [
        ("consents.csv", 2),
        ("consents.csv", 3),
        ("request.toml", 2),
        ("request.toml", 11),
    ]


@pytest.mark.parametrize(
    ("raw", "line", "rule"),
    [
        (b'[requester]\nname = "\xff"', 2, "toml.encoding"),
        (b"#" * (1024 * 1024 + 1), None, "toml.too-large"),
        (None, None, "toml.unreadable"),
    ],
    ids=["not-utf-8", "too-large", "not-there"],
)
def test_a_file_that_is_no_document_is_refused(raw: bytes | None, line: int | None, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "request.toml"
    if raw is not None:
        path.write_bytes(raw)
    assert [(f.line, f.rule) for f in _faults(path)] == [(line, rule)]


@pytest.mark.parametrize(
    ("text", "line", "column", "rule"),
    [
        ('{"requester": ', 1, None, "json.syntax"),
        ("[1, 2]", 1, None, "json.syntax"),
        ('{"requester": {"kind": "partner", "kind": "media"}}', None, None, "json.syntax"),
    ],
    ids=["cut-short", "a-list", "key-twice"],
)
def test_broken_json_is_refused(text: str, line: int | None, column: str | None, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text(text, encoding="utf-8")
    assert [(f.line, f.column, f.rule) for f in _faults(path)] == [(line, column, rule)]


def test_a_fault_of_a_json_request_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text('{\n "requester": {\n  "kind": "nobody"\n }\n}\n', encoding="utf-8")
    assert ("requester.kind", 3) in [(f.column, f.line) for f in _faults(path)]


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "request"
    folder.mkdir()
    path = _write(folder)
    (tmp_path / "elsewhere.csv").write_text(IDS, encoding="utf-8")
    (folder / "ids.csv").unlink()
    (folder / "ids.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert [f.rule for f in _faults(path)] == ["document.path"]


def test_a_least_or_greatest_value_is_left_to_the_gate(tmp_path: Path) -> None:
    text = GOOD.replace("[data]", '[data]\nmeasures = ["max_days_absent"]')
    assert read_request(_write(tmp_path, text)).query.measures == ("max_days_absent",)


def test_a_request_cannot_be_decided_for_a_day_before_its_submission(tmp_path: Path) -> None:
    document = read_request(_write(tmp_path))
    (tmp_path / "mou.pdf").write_bytes(b"%PDF-1.7")
    document.require_as_handed_in(date(2026, 4, 10))
    with pytest.raises(BadInput) as raised:
        document.require_as_handed_in(date(2026, 4, 9))
    [fault] = raised.value.faults
    assert (fault.source, fault.line, fault.column) == ("request.toml", 13, "request.submitted")
    assert "2026-04-09 is before that" in fault.message


@pytest.mark.parametrize("handed_in", [None, b"", b"%PDF-1.7"], ids=["not-there", "empty", "there"])
def test_an_agreement_with_a_school_that_is_named_must_lie_beside_the_request(
    handed_in: bytes | None, tmp_path: Path
) -> None:
    document = read_request(_write(tmp_path))
    if handed_in is not None:
        (tmp_path / "mou.pdf").write_bytes(handed_in)
    if handed_in:
        document.require_as_handed_in(date(2026, 4, 10))
        return
    with pytest.raises(BadInput, match=r"'mou\.pdf' is not there") as raised:
        document.require_as_handed_in(date(2026, 4, 10))
    [fault] = raised.value.faults
    assert (fault.line, fault.column) == (28, "evidence.school_agreements.files")


def test_an_agreement_with_a_school_is_not_looked_for_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "mou.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "inner").mkdir()
    document = read_request(_write(tmp_path / "inner", GOOD.replace("mou.pdf", "../mou.pdf")))
    with pytest.raises(BadInput, match="is not there"):
        document.require_as_handed_in(date(2026, 4, 10))
