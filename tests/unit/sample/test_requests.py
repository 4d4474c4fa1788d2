"""One request of every kind, in the contract's words, about people who are in the extract."""

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from schoolgate.sample import Defect, WrittenDistrict, write_district

Row = dict[str, str]
Table = Callable[[str], list[Row]]
KEYS = {
    "requester": {"kind", "name", "email", "organisation", "person_id"},
    "request": {"purpose", "use", "audience", "level", "school_years", "submitted", "ferpa_exception", "grant_funded"},
    "population": {"specific_group", "ids", "where"},
    "data": {"elements", "group_by", "measures"},
    "evidence": {
        *("public_data_reviewed", "nda", "study_agreement", "partnerbps", "school_agreements", "consents"),
        *("research_proposal", "legal_basis", "approvals"),
    },
}
KINDS = {"school_leader", "teacher", "central_staff", "researcher", "partner", "agency", "media", "public", "family"}
PURPOSES = {
    *("services", "research", "evaluation", "audit", "journalism", "public_records", "own_child", "planning"),
}
AUDIENCES = {"internal", "named_partners", "funder", "school_committee", "publication", "public"}
LEVELS = {"aggregate", "deidentified", "roster", "directory"}
MEASURES = {
    *("students", "chronic_absence_rate", "suspension_rate", "proficiency_rate", "attendance_rate"),
    *("mean_days_absent", "mean_assessment_score"),
}
GROUPINGS = {
    *("school", "grade", "race_ethnicity", "gender", "english_learner", "iep", "low_income", "gifted", "school_year"),
}


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def documents(written: WrittenDistrict) -> dict[str, dict[str, dict[str, object]]]:
    """Every request document, by its file's name."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in (written.path / "requests").glob("*.toml")}


def test_documents_use_only_the_words_of_the_contract(documents: dict[str, dict[str, dict[str, object]]]) -> None:
    for name, document in documents.items():
        assert set(document) == set(KEYS), name
        for table, values in document.items():
            assert set(values) <= KEYS[table], (name, table)
        request, data = document["request"], document["data"]
        assert document["requester"]["kind"] in KINDS
        assert request["purpose"] in PURPOSES
        assert request["level"] in LEVELS
        assert isinstance(request["submitted"], datetime)
        assert request["submitted"].tzinfo is not None
        assert set(request["audience"]) <= AUDIENCES  # type: ignore[call-overload]  # a list in TOML
        assert ("measures" in data) == (request["level"] == "aggregate")
        assert set(data.get("measures", ())) <= MEASURES  # type: ignore[call-overload]  # a list in TOML
        assert set(data.get("group_by", ())) <= GROUPINGS  # type: ignore[call-overload]  # a list in TOML


def test_every_kind_of_requester_and_every_level_asks(documents: dict[str, dict[str, dict[str, object]]]) -> None:
    assert {document["requester"]["kind"] for document in documents.values()} == KINDS
    assert {document["request"]["level"] for document in documents.values()} == LEVELS


def test_every_attachment_lies_beside_its_request(
    documents: dict[str, dict[str, dict[str, object]]], written: WrittenDistrict
) -> None:
    folder = written.path / "requests"
    named: set[str] = set()
    for document in documents.values():
        agreements = document["evidence"].get("school_agreements", {})
        assert isinstance(agreements, dict)
        named |= {str(file) for file in agreements.get("files", ())}
        named |= {
            str(found) for found in (document["population"].get("ids"), document["evidence"].get("consents")) if found
        }
    lying = {path.name for path in folder.iterdir() if path.suffix != ".toml"}
    assert named == lying
    assert (folder / "mou.pdf").read_bytes().startswith(b"%PDF-")


def test_the_people_who_ask_are_in_the_extract(
    documents: dict[str, dict[str, dict[str, object]]], table: Table
) -> None:
    held = {(row["userSourcedId"], row["role"]) for row in table("roles") if not row["endDate"]}
    needed = {"teacher": "teacher", "school_leader": "principal", "central_staff": "districtAdministrator"}
    asking = [one["requester"] for one in documents.values() if one["requester"]["kind"] in needed]
    assert len(asking) >= 4
    for requester in asking:
        assert (requester["person_id"], needed[str(requester["kind"])]) in held


def test_the_teacher_teaches_this_year_and_taught_last_year(table: Table, written: WrittenDistrict) -> None:
    years = {
        row["classSourcedId"][4:8]
        for row in table("enrollments")
        if row["userSourcedId"] == written.facts.teacher.person_id
    }
    assert {"2026", "2027"} <= years


def test_a_teacher_moved_to_another_school(table: Table, written: WrittenDistrict) -> None:
    moved = written.facts.moved_teacher
    assert moved is not None
    schools = {row["orgSourcedId"] for row in table("roles") if row["userSourcedId"] == moved.person_id}
    assert schools == set(moved.schools)
    assert len(schools) >= 2


def _people(table: Table) -> dict[str, tuple[str, str, str]]:
    """Read by student number: sourcedId, birth date and grade."""
    born = {row["sourcedId"]: row["birthDate"] for row in table("demographics")}
    return {
        number: (row["sourcedId"], born[row["sourcedId"]], row["grades"])
        for row in table("users")
        if row["sourcedId"].startswith("STU-")
        for number in (row["identifier"], row["metadata.stateId"])
    }


def _age(born: str, on: date) -> int:
    birth = date.fromisoformat(born)
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _found_defect(
    row: Row | None, person: tuple[str, str, str] | None, is_enrolled: bool, on: date, partner: str
) -> Defect | None:
    """Judge a listed student from the files alone, by the rules of the circular."""
    if person is None:
        return Defect.UNKNOWN_ID
    if row is None:
        return Defect.NO_CONSENT
    age, grade = _age(person[1], on), person[2]
    may_sign = age >= 14 or grade in {"09", "10", "11", "12"}
    checks = {
        Defect.NOT_ENROLLED: not is_enrolled,
        Defect.UNSIGNED: not row["signed_on"],
        Defect.EXPIRED: bool(row["expires_on"]) and row["expires_on"] < on.isoformat(),
        Defect.REVOKED: bool(row["revoked_on"]),
        Defect.WRONG_RECIPIENT: row["recipient"] != partner,
        Defect.WRONG_PURPOSE: row["purpose"] != "services",
        Defect.PARENT_FOR_ADULT: row["signer"] == "parent" and age >= 18,
        Defect.STUDENT_TOO_YOUNG: row["signer"] == "student" and not may_sign,
        Defect.PARTLY_GRANTED: len(row["elements"].split(";")) < 5,
    }
    found = [defect for defect, is_there in checks.items() if is_there]
    assert len(found) <= 1, "one defect at a time"
    return found[0] if found else None


def _judge(written: WrittenDistrict, table: Table) -> dict[Defect | None, set[str]]:
    folder, people = written.path / "requests", _people(table)
    consents = {row["student_id"]: row for row in _rows(folder / "roster-partner-consents.csv")}
    enrolled = {row["userSourcedId"] for row in table("roles") if not row["endDate"]}
    judged: dict[Defect | None, set[str]] = defaultdict(set)
    for row in _rows(folder / "roster-partner-ids.csv"):
        number = row["student_id"]
        person = people.get(number)
        is_enrolled = person is not None and person[0] in enrolled
        facts = written.facts
        found = _found_defect(consents.get(number), person, is_enrolled, facts.release_on, facts.partner)
        judged[found].add(number)
    return judged


def test_every_defect_of_a_consent_is_there_and_is_what_it_says(written: WrittenDistrict, table: Table) -> None:
    judged = _judge(written, table)
    said = json.loads((written.path / "district.json").read_text("utf-8"))["roster"]
    sound = judged.pop(None)
    assert {defect.value: numbers for defect, numbers in judged.items() if defect} == {
        defect: set(numbers) for defect, numbers in said["defects"].items()
    }
    assert set(judged) == set(Defect)
    assert len(sound) > 0.6 * said["listed"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_even_the_smallest_district_has_every_defect(tmp_path: Path, seed: int) -> None:
    small = write_district(tmp_path / "small", students=300, years=2, seed=seed)
    defects = json.loads((small.path / "district.json").read_text("utf-8"))["roster"]["defects"]
    assert all(defects[defect.value] for defect in Defect)


def test_listed_students_go_to_the_partners_schools(written: WrittenDistrict, table: Table) -> None:
    people = _people(table)
    home = {row["sourcedId"]: row["primaryOrgSourcedId"] for row in table("users")}
    listed = [row["student_id"] for row in _rows(written.path / "requests" / "roster-partner-ids.csv")]
    assert {home[people[number][0]] for number in listed if number in people} <= set(written.facts.partner_schools)
    assert {len(number) for number in listed} == {7, 10}


def test_expected_outcomes_are_told_in_the_readme_and_the_facts(written: WrittenDistrict) -> None:
    readme = (written.path / "README.md").read_text("utf-8")
    facts = json.loads((written.path / "district.json").read_text("utf-8"))
    for one in written.requests:
        assert f"`requests/{one.name}.toml` | {one.expected} |" in readme
        assert facts["requests"][one.name]["expected"] == one.expected
