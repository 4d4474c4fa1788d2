"""Rosters: consented and enrolled students only, element by element (R32, R40, R43, R53, D2, D3; T30, T31, T34)."""

import csv
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.support import extracts, requests
from tests.support.extracts import Student

from schoolgate.policy.document import read_request
from schoolgate.release.build import Release, build_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

Build = Callable[..., Release]
ORGANISATION, PURPOSE = "Example House", "services"
ELEMENTS = "name;grade;race_ethnicity"


def _consent(student: Student, elements: str = ELEMENTS, **columns: str) -> list[str]:
    given = {
        "student_id": student.number,
        "elements": elements,
        "recipient": ORGANISATION,
        "purpose": PURPOSE,
        "signer": "student" if student.birth_date < date(2008, 6, 1) else "parent",
        "signed_on": "2026-09-20",
        "expires_on": "",
        "revoked_on": "",
    } | columns
    return list(given.values())


@pytest.fixture(scope="module")
def students(district: WrittenDistrict) -> list[Student]:
    """Return the current students in the order of their numbers."""
    return sorted(extracts.current_students(district.extract).values(), key=lambda one: one.number)


@pytest.fixture
def build(tmp_path: Path, store: Store, release_on: date, district: WrittenDistrict) -> Build:
    """Return a function that builds a roster from students, consents and changes to the request."""
    schools = [org["sourcedId"] for org in extracts.rows(district.extract, "orgs") if org["type"] == "school"]

    def build(
        numbers: Sequence[str], consents: Sequence[Sequence[str]], on: date = release_on, **changes: object
    ) -> Release:
        ids = requests.write_ids(tmp_path, numbers)
        signed = requests.write_consents(tmp_path, consents)
        document = requests.roster(ids, signed, schools, **({"request__school_years": ["2026-27"]} | changes))
        out = tmp_path / f"release-{len(list(tmp_path.iterdir()))}"
        return build_release(read_request(requests.write(tmp_path, document)), store, out, on=on)

    return build


def _rows(release: Release, name: str = "data.csv") -> list[dict[str, str]]:
    with (release.path / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_r32_only_students_with_a_consent_in_force_are_in_the_file(build: Build, students: list[Student]) -> None:
    asked, consented = students[:12], students[:7]
    release = build([one.number for one in asked], [_consent(one) for one in consented])
    assert sorted(row["name"] for row in _rows(release)) == sorted(one.name_in_use for one in consented)


def test_r52_state_numbers_and_district_numbers_may_be_mixed(build: Build, students: list[Student]) -> None:
    asked = students[:6]
    numbers = [one.state_id if place % 2 else one.number for place, one in enumerate(asked)]
    release = build(numbers, [_consent(one) for one in asked])
    assert len(_rows(release)) == 6


def test_t31_what_a_consent_does_not_name_is_blank_for_that_student_alone(
    build: Build, students: list[Student], district: WrittenDistrict
) -> None:
    marks_now = [row for row in extracts.rows(district.extract, "marks") if "2027" in row["termSourcedId"]]
    marked = {row["studentSourcedId"] for row in marks_now}
    asked = [one for one in students if one.sourced_id in marked][:6]
    consents = [
        _consent(one, "name;attendance_by_quarter" if one is asked[0] else "name;attendance_by_quarter;course_marks")
        for one in asked
    ]
    elements = ["name", "attendance_by_quarter", "course_marks"]
    release = build([one.number for one in asked], consents, data__elements=elements)
    marks = {
        row["name"]: "".join(text for key, text in row.items() if key.startswith("course_marks"))
        for row in _rows(release)
    }
    assert marks[asked[0].name_in_use] == ""
    assert all(marks[one.name_in_use] for one in asked[1:])


def test_t30_a_consent_revoked_between_approval_and_build_is_not_in_the_file(
    build: Build, students: list[Student], release_on: date
) -> None:
    asked = students[:4]
    revoked = _consent(asked[0], revoked_on=release_on.isoformat())
    consents = [revoked, *(_consent(one) for one in asked[1:])]
    release = build([one.number for one in asked], consents)
    assert asked[0].name_in_use not in {row["name"] for row in _rows(release)}
    earlier = build([one.number for one in asked], consents, on=release_on - timedelta(days=1))
    assert asked[0].name_in_use in {row["name"] for row in _rows(earlier)}


def test_r43_a_student_who_left_is_not_in_the_file_whatever_the_consent(
    build: Build, students: list[Student], district: WrittenDistrict
) -> None:
    current = {one.sourced_id for one in students}
    left = [
        user
        for user in extracts.rows(district.extract, "users")
        if user["metadata.stateId"] and user["sourcedId"] not in current
    ][:3]
    assert left
    consents = [_consent(one) for one in students[:2]]
    consents += [[user["identifier"], ELEMENTS, ORGANISATION, PURPOSE, "parent", "2026-09-20", "", ""] for user in left]
    numbers = [one.number for one in students[:2]] + [user["identifier"] for user in left]
    release = build(numbers, consents, request__school_years=["2025-26", "2026-27"])
    named = {row["name"] for row in _rows(release)}
    assert named == {one.name_in_use for one in students[:2]}
    reasons = {row["student_id"]: row["reason"] for row in _rows(release, "office/withheld.csv")}
    assert {reasons[user["identifier"]] for user in left} == {"not_enrolled"}


def test_d2_the_right_person_must_have_signed(build: Build, students: list[Student], release_on: date) -> None:
    young = next(one for one in students if one.grade in {"02", "03"})
    adult = next(one for one in students if one.birth_date < release_on.replace(year=release_on.year - 18))
    teen = next(one for one in students if one.grade == "09")
    consents = [
        _consent(young, signer="student"),
        _consent(adult, signer="parent"),
        _consent(teen, signer="student"),
    ]
    release = build([young.number, adult.number, teen.number], consents)
    assert [row["name"] for row in _rows(release)] == [teen.name_in_use]


def test_t34_an_unknown_number_is_answered_as_a_student_without_consent(build: Build, students: list[Student]) -> None:
    """What the requester gets is the same, byte for byte, but for the release's own id and hashes."""
    known, stranger = students[10].number, "99887766"
    asked = [one.number for one in students[:4]]
    consents = [_consent(one) for one in students[:4]]
    with_known, with_stranger = build([*asked, known], consents), build([*asked, stranger], consents)
    for name in ("data.csv", "data.xlsx", "data.parquet", "dictionary.csv", "method.md"):
        assert (with_known.path / name).read_bytes() == (with_stranger.path / name).read_bytes(), name
    assert with_known.withheld_count == with_stranger.withheld_count == 1
    assert known not in (with_known.path / "method.md").read_text()
    assert _rows(with_stranger, "office/withheld.csv")[0]["reason"] == "no_such_student"


def test_t34_two_numbers_of_one_student_count_like_two_of_two_students(build: Build, students: list[Student]) -> None:
    """Else a guessed state number could be tried beside a district number that is known."""
    mine, other = students[0], students[1]
    consents = [_consent(mine)]
    guesses = [mine.state_id, other.state_id, "9998887776"]
    assert [build([mine.number, guess], consents).withheld_count for guess in guesses] == [1, 1, 1]
    untold = [build([mine.number, other.number, guess], consents).withheld_count for guess in guesses]
    assert untold == [2, 2, 2]


def test_t31_a_roster_picked_by_an_attribute_holds_only_who_let_that_attribute_out(
    build: Build, students: list[Student], district: WrittenDistrict
) -> None:
    """A list of students with an IEP says of each that there is one, whatever its columns hold."""
    users = {row["sourcedId"]: row for row in extracts.rows(district.extract, "users")}
    with_iep = [one for one in students if users[one.sourced_id]["metadata.iep"] == "Yes"][:5]
    without = [one for one in students if users[one.sourced_id]["metadata.iep"] == "No"][:3]
    consents = [_consent(one, "name;iep") for one in with_iep[:2]] + [_consent(one, "name") for one in with_iep[2:]]
    consents += [_consent(one, "name;iep") for one in without]
    picked = {"population__where": {"iep": ["Yes"]}, "data__elements": ["name"]}
    release = build([one.number for one in with_iep + without], consents, **picked)
    assert {row["name"] for row in _rows(release)} == {one.name_in_use for one in with_iep[:2]}
    assert release.withheld_count == 6


def test_r29_a_roster_without_a_list_tells_no_number_of_students_left_out(
    build: Build, students: list[Student]
) -> None:
    """With it the size of any group could be asked, small ones too."""
    release = build([], [_consent(one) for one in students], population={"where": {"grade": ["04"]}})
    assert release.withheld_count is None
    assert release.rows > 0
    assert "withheld" not in (release.path / "method.md").read_text(encoding="utf-8")


def test_r41_the_file_says_for_whom_it_is_and_on_which_conditions(build: Build, students: list[Student]) -> None:
    release = build([one.number for one in students[:3]], [_consent(one) for one in students[:3]])
    note = (release.path / "method.md").read_text(encoding="utf-8")
    assert ORGANISATION in note
    assert "pass it on to nobody" in note
    assert "ODA-03 v01" in note


def test_r50_the_audience_is_on_every_copy(build: Build, students: list[Student]) -> None:
    release = build([one.number for one in students[:3]], [_consent(one) for one in students[:3]])
    assert "For: internal" in (release.path / "method.md").read_text(encoding="utf-8")
    assert "For: internal" in (release.path / "datapackage.json").read_text(encoding="utf-8")


def test_r66_every_release_says_whom_to_ask(build: Build, students: list[Student]) -> None:
    release = build([students[0].number, students[1].number], [_consent(one) for one in students[:2]])
    assert "617-635-9450" in (release.path / "method.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("purpose", ["Services", "SERVICES "], ids=["capital", "blank"])
def test_d3_a_consent_names_the_purpose_whatever_the_case(build: Build, students: list[Student], purpose: str) -> None:
    release = build([students[0].number, students[1].number], [_consent(students[0], purpose=purpose)])
    assert len(_rows(release)) == 1
