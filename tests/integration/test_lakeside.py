"""A real extract, end to end: loaded, a table released and attacked, a roster, a teacher's own students."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from tests.support import requests
from tests.support.attacker import Attacker

from schoolgate.policy.document import read_request
from schoolgate.release.build import Release, build_release
from schoolgate.release.verify import verify_release
from schoolgate.warehouse.report import ImportReport
from schoolgate.warehouse.store import Store

ON = date(2025, 5, 1)
SUBMITTED = "2025-04-10T10:00:00-04:00"
YEAR = "2024-25"
NDA = {"requester_signed": "2025-01-10", "district_signed": "2025-01-12", "ends": "2025-12-31"}


@pytest.fixture(scope="module")
def extract(shared: Path) -> Path:
    """Return the zip of the extract."""
    return shared / "data" / "lakeside_oneroster12_2024_2025.zip"


@pytest.fixture(scope="module")
def loaded(extract: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, ImportReport]:
    """Return a store with the extract in it, and the report of its import."""
    store = Store(tmp_path_factory.mktemp("lakeside") / "store")
    return store, store.load(extract)


def _file(extract: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(extract) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _build(store: Store, folder: Path, document: dict[str, object]) -> Release:
    release = build_release(read_request(requests.write(folder, document)), store, folder / "release", on=ON)
    verify_release(release.path, store, on=ON)
    return release


def test_the_report_counts_what_is_in_the_extract(loaded: tuple[Store, ImportReport]) -> None:
    report = loaded[1]
    assert [report.count(kind) for kind in ("students", "schools", "enrollments")] == [10_223, 37, 28_446]
    assert [report.count(kind) for kind in ("teachers", "classes")] == [893, 1_318]


def test_loading_it_again_gives_the_same_snapshot(loaded: tuple[Store, ImportReport], extract: Path) -> None:
    store, report = loaded
    assert store.load(extract).snapshot_id == report.snapshot_id


@pytest.mark.parametrize(
    "group_by",
    [
        ["school", "grade", "english_learner"],
        ["school", "race_ethnicity"],
        ["grade", "race_ethnicity", "gender", "low_income"],
        ["school", "iep"],
    ],
    ids="-".join,
)
def test_a_table_is_released_and_nothing_hidden_can_be_worked_out(
    group_by: list[str], loaded: tuple[Store, ImportReport], attacker: Attacker, tmp_path: Path
) -> None:
    document = requests.aggregate(request__school_years=[YEAR], request__submitted=SUBMITTED, data__group_by=group_by)
    release = _build(loaded[0], tmp_path, document)
    rows = _rows(release.path / "data.csv")
    [everybody] = [row for row in rows if all(row[group] == "All" for group in group_by)]
    assert everybody["students"] == "10223"
    summary = attacker.broken_primaries(release.path / "office", YEAR, sample=100_000)
    assert summary["targets"] == summary["primary"] > 0
    assert summary["broken"] == 0


def test_a_partner_gets_the_roster_of_its_consented_students(
    loaded: tuple[Store, ImportReport], extract: Path, tmp_path: Path
) -> None:
    students = [
        row for row in _file(extract, "users") if row["sourcedId"].startswith("STU-") and row["grades"] in {"06", "07"}
    ]
    asked = [row for row in students if row["primaryOrgSourcedId"] == students[0]["primaryOrgSourcedId"]][:30]
    assert len(asked) == 30
    consents = [
        [row["identifier"], "name;grade;english_learner", "Example House", "services", "parent", "2025-02-01", "", ""]
        for row in asked[:25]
    ]
    consents[0][-1] = "2025-03-01"
    document = requests.roster(
        requests.write_ids(tmp_path, [row["identifier"] for row in asked]),
        requests.write_consents(tmp_path, consents),
        [asked[0]["primaryOrgSourcedId"]],
        request__school_years=[YEAR],
        request__submitted=SUBMITTED,
        data__elements=["name", "grade", "english_learner", "race_ethnicity"],
        evidence__nda=NDA,
        evidence__partnerbps__school_year=YEAR,
    )
    release = _build(loaded[0], tmp_path, document)
    rows = _rows(release.path / "data.csv")
    assert sorted(row["name"] for row in rows) == sorted(
        f"{row['givenName']} {row['familyName']}" for row in asked[1:25]
    )
    assert {row["race_ethnicity"] for row in rows} == {""}
    assert release.withheld_count == 6


def test_a_teacher_gets_her_own_students(loaded: tuple[Store, ImportReport], extract: Path, tmp_path: Path) -> None:
    enrolled = _file(extract, "enrollments")
    teacher = next(row["userSourcedId"] for row in enrolled if row["role"] == "teacher")
    own = {row["classSourcedId"] for row in enrolled if row["userSourcedId"] == teacher}
    students = {row["userSourcedId"] for row in enrolled if row["classSourcedId"] in own and row["role"] == "student"}
    document = requests.own_students(
        "teacher",
        teacher,
        request__school_years=[YEAR],
        request__submitted=SUBMITTED,
        data__elements=["name", "student_id", "grade", "courses"],
    )
    release = _build(loaded[0], tmp_path, document)
    assert {row["student"] for row in _rows(release.path / "office" / "rows.csv")} == students
