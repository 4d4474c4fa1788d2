"""Every kind of release, from a request document and a generated district, and the check that finds what is wrong."""

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.support import extracts, requests
from tests.support.attacker import Attacker

from schoolgate.core import BadInput, CheckFailed, NotAllowed
from schoolgate.policy.determination import Outcome
from schoolgate.policy.document import read_request
from schoolgate.release.build import NotDetermined, Release, build_release
from schoolgate.release.folder import ReleaseFolder, read_manifest
from schoolgate.release.verify import verify_release
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _released(name: str, district: WrittenDistrict, store: Store, out: Path, on: date) -> Release:
    return build_release(read_request(district.path / "requests" / f"{name}.toml"), store, out, on=on)


Released = Callable[[str], Release]


@pytest.fixture(scope="module")
def released(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path_factory: pytest.TempPathFactory
) -> Released:
    """Return what gives the release of a request by its name, built once: to be read, never to be changed."""

    @cache
    def build(name: str) -> Release:
        return _released(name, district, store, tmp_path_factory.mktemp(name) / "release", release_on)

    return build


PROCEEDING = [
    "aggregate-agency",
    "aggregate-public",
    "aggregate-central-staff",
    "roster-partner",
    "studies-exception",
    "deidentified-research",
    "directory-public",
    "own-students-teacher",
    "own-school-leader",
    "teacher-last-year",
]


@pytest.mark.parametrize("name", PROCEEDING)
def test_each_kind_is_built_and_verified(name: str, released: Released, store: Store, release_on: date) -> None:
    release = released(name)
    assert verify_release(release.path, store, on=release_on).manifest.release_id == release.release_id
    assert release.rows == len(_rows(release.path / "data.csv")) > 0
    files = {path.name for path in release.path.iterdir()}
    assert files >= {"data.csv", "data.parquet", "data.xlsx", "dictionary.csv", "datapackage.json", "method.md"}
    assert {"determination.json", "withheld.csv"} <= {path.name for path in (release.path / "office").iterdir()}


def test_only_a_determination_that_says_proceed_builds_anything(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    stopped = [path.stem for path in (district.path / "requests").glob("*.toml") if path.stem not in PROCEEDING]
    assert len(stopped) >= 10
    for name in stopped:
        with pytest.raises(NotDetermined) as caught:
            _released(name, district, store, tmp_path / name, release_on)
        assert caught.value.determination.outcome is not Outcome.PROCEED
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", ["aggregate-agency", "aggregate-public", "aggregate-central-staff"])
def test_no_hidden_group_of_a_released_table_can_be_worked_out(
    name: str, released: Released, district: WrittenDistrict, attacker: Attacker
) -> None:
    release = released(name)
    year = read_request(district.path / "requests" / f"{name}.toml").query.school_years[0]
    summary = attacker.broken_primaries(release.path / "office", str(year))
    assert summary["primary"] > 0
    assert summary["broken"] == 0


def test_a_table_shows_every_group_whether_hidden_or_not(released: Released) -> None:
    """The absence of a row would tell an empty group."""
    release = released("aggregate-agency")
    rows = _rows(release.path / "data.csv")
    schools, grades, learners = ({row[name] for row in rows} for name in ("school", "grade", "english_learner"))
    ids = {row["school_id"] for row in rows}
    assert len(rows) == len(ids) * len(grades) * len(learners)
    assert "*" in {row["students"] for row in rows}
    assert schools


def test_the_count_of_all_students_is_the_district_s(released: Released) -> None:
    release = released("aggregate-agency")
    [total] = [
        row
        for row in _rows(release.path / "data.csv")
        if {row["school"], row["grade"], row["english_learner"]} == {"All"}
    ]
    assert 800 < int(total["students"]) < 1100


def test_staff_files_say_why_and_the_requester_gets_a_bare_count(released: Released) -> None:
    release = released("roster-partner")
    withheld = _rows(release.path / "office" / "withheld.csv")
    reasons = {row["reason"] for row in withheld}
    assert {"no_consent", "consent_not_valid", "no_such_student"} <= reasons
    manifest = json.loads((release.path / "manifest.json").read_text())
    assert manifest["withheld"] == {"not_released": len(withheld)}
    for path in release.path.iterdir():
        if path.is_file() and path.suffix != ".xlsx":
            assert not [reason for reason in reasons if reason.encode() in path.read_bytes()], path.name


def test_the_note_speaks_of_consent_only_where_consent_was_asked(released: Released) -> None:
    for name, asked in (("roster-partner", True), ("studies-exception", False)):
        release = released(name)
        told = (release.path / "method.md").read_text() + (release.path / "datapackage.json").read_text()
        assert ("consent" in told) is asked


def test_a_defective_consent_keeps_its_student_out_and_its_fault_is_told_to_staff(released: Released) -> None:
    release = released("roster-partner")
    details = " ".join(row["detail"] for row in _rows(release.path / "office" / "withheld.csv"))
    for fault in ("unsigned", "expired", "revoked", "other_recipient", "other_purpose", "signer_not_entitled"):
        assert fault in details


@pytest.fixture
def partner_release(district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path) -> tuple[Release, Path]:
    """Return a roster, and the consents of its request, which a test may change."""
    for path in (district.path / "requests").glob("roster-partner*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "mou.pdf").write_bytes((district.path / "requests" / "mou.pdf").read_bytes())
    release = build_release(read_request(tmp_path / "roster-partner.toml"), store, tmp_path / "release", on=release_on)
    return release, tmp_path / "roster-partner-consents.csv"


def test_a_consent_revoked_since_is_found(
    partner_release: tuple[Release, Path], store: Store, release_on: date
) -> None:
    release, consents = partner_release
    rows = _rows(consents)
    released = {row["student"] for row in _rows(release.path / "office" / "rows.csv")}
    assert released
    tomorrow = release_on + timedelta(days=1)
    for row in rows:
        row["revoked_on"] = row["revoked_on"] or tomorrow.isoformat()
    with consents.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    verify_release(release.path, store, on=release_on)
    with pytest.raises(CheckFailed) as caught:
        verify_release(release.path, store, on=tomorrow)
    found = [fault for fault in caught.value.faults if fault.rule == "verify.row-not-allowed"]
    assert len(found) == release.rows
    assert "revoked" in found[0].message


def test_one_changed_byte_is_found_by_name(
    partner_release: tuple[Release, Path], store: Store, release_on: date
) -> None:
    release, _ = partner_release
    path = release.path / "data.parquet"
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CheckFailed) as caught:
        verify_release(release.path, store, on=release_on)
    assert {fault.source for fault in caught.value.faults} == {"data.parquet"}


def test_a_request_that_moved_is_asked_for(
    partner_release: tuple[Release, Path], store: Store, release_on: date
) -> None:
    release, consents = partner_release
    request = consents.with_name("roster-partner.toml")
    moved = consents.with_name("moved.toml")
    request.rename(moved)
    with pytest.raises(BadInput) as caught:
        verify_release(release.path, store, on=release_on)
    assert caught.value.faults[0].rule == "verify.request-moved"
    verify_release(release.path, store, on=release_on, request=moved)


def test_a_release_never_overwrites(partner_release: tuple[Release, Path], store: Store, release_on: date) -> None:
    release, consents = partner_release
    with pytest.raises(BadInput) as caught:
        build_release(read_request(consents.with_name("roster-partner.toml")), store, release.path, on=release_on)
    assert caught.value.faults[0].rule == "release.target-taken"


def test_the_same_request_gives_the_same_data(
    released: Released, district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    for name in ("aggregate-agency", "deidentified-research", "directory-public"):
        first, second = released(name), _released(name, district, store, tmp_path / name, release_on)
        for file in ("data.csv", "data.xlsx", "data.parquet", "method.md"):
            assert (first.path / file).read_bytes() == (second.path / file).read_bytes(), (name, file)


def test_no_internal_column_is_in_any_file(released: Released) -> None:
    for name in ("roster-partner", "deidentified-research", "directory-public", "own-school-leader"):
        release = released(name)
        names = pq.read_schema(release.path / "data.parquet").names
        assert not [column for column in names if column.startswith("_")]


def _forged(release: Release, target: Path, data: bytes) -> Path:
    """Publish a copy with other data, sealed as a builder would seal it: its hashes are right, its data is not."""
    manifest = read_manifest(release.path)
    with ReleaseFolder(target) as folder:
        for path in [*release.path.iterdir(), *(release.path / "office").iterdir()]:
            inside = path.relative_to(release.path)
            if path.is_file() and inside.as_posix() not in {"manifest.json", "office/seal.json"}:
                (folder.directory / inside).write_bytes(path.read_bytes())
        (folder.directory / "data.csv").write_bytes(data)
        folder.publish(manifest)
    return target


def test_a_row_outside_the_scope_is_found_even_where_every_hash_is_right(
    partner_release: tuple[Release, Path], store: Store, release_on: date, tmp_path: Path
) -> None:
    release, _ = partner_release
    columns = len(_rows(release.path / "data.csv")[0])
    row = ",".join(["Nobody Asked", *[""] * (columns - 1)]) + "\r\n"
    forged = _forged(release, tmp_path / "forged", (release.path / "data.csv").read_bytes() + row.encode())
    with pytest.raises(CheckFailed) as caught:
        verify_release(forged, store, on=release_on)
    [fault] = caught.value.faults
    assert (fault.rule, fault.source, fault.line) == ("verify.row-not-lawful", "data.csv", release.rows + 2)


def test_a_hidden_count_that_somebody_printed_is_found(
    released: Released, store: Store, release_on: date, tmp_path: Path
) -> None:
    release = released("aggregate-public")
    lines = (release.path / "data.csv").read_bytes().splitlines(keepends=True)
    hidden = next(number for number, line in enumerate(lines) if b",*,*" in line)
    lines[hidden] = lines[hidden].replace(b",*,*", b",3,*")
    forged = _forged(release, tmp_path / "forged", b"".join(lines))
    with pytest.raises(CheckFailed) as caught:
        verify_release(forged, store, on=release_on)
    assert caught.value.faults[0].line == hidden + 1


def test_t2_a_zero_is_shown_only_where_a_reviewer_has_marked_it_structural(
    store: Store, release_on: date, tmp_path: Path
) -> None:
    path = requests.write(tmp_path, requests.aggregate(data__group_by=["school", "grade"]))
    plain = build_release(read_request(path), store, tmp_path / "plain", on=release_on)
    assert "0" not in {row["students"] for row in _rows(plain.path / "data.csv")}
    reviewed = build_release(
        read_request(path), store, tmp_path / "reviewed", on=release_on, zeros_reviewed_by="R. Viewer"
    )
    zeros = [row for row in _rows(reviewed.path / "data.csv") if row["students"] == "0"]
    assert zeros
    verify_release(reviewed.path, store, on=release_on)
    hidden = [sum(row["students"] == "*" for row in _rows(one.path / "data.csv")) for one in (plain, reviewed)]
    assert hidden[1] < hidden[0]


def test_no_reviewer_shows_a_zero_to_the_public(store: Store, release_on: date, tmp_path: Path) -> None:
    document = requests.aggregate(requester__kind="public", request__audience=["public"])
    path = requests.write(tmp_path, document)
    with pytest.raises(NotAllowed):
        build_release(read_request(path), store, tmp_path / "r", on=release_on, zeros_reviewed_by="R. Viewer")
    assert not (tmp_path / "r").exists()


def test_a_table_of_fourteen_students_is_withheld(
    district: WrittenDistrict, store: Store, release_on: date, tmp_path: Path
) -> None:
    """No pattern keeps the promise for a handful: the answer is that nothing is shown, with the reason."""
    users = [row for row in extracts.rows(district.extract, "users") if row["metadata.stateId"]]
    ids = requests.write_ids(tmp_path, [row["identifier"] for row in users[:8]])
    document = requests.aggregate(population={"specific_group": True, "ids": ids}, data__group_by=["grade"])
    path = requests.write(tmp_path, document)
    with pytest.raises(NotAllowed, match="withheld"):
        build_release(read_request(path), store, tmp_path / "r", on=release_on)
    assert not (tmp_path / "r").exists()


def test_a_reader_is_told_of_marks_and_units_only_where_the_files_have_them(released: Released) -> None:
    table = released("aggregate-agency")
    rows = released("own-students-teacher")
    notes = [(release.path / "method.md").read_text(encoding="utf-8") for release in (table, rows)]
    assert ["is hidden, because its group is small" in note for note in notes] == [True, False]
    assert ["column of the same name with" in note for note in notes] == [True, False]
    told = {row["column"]: row["description"] for row in _rows(table.path / "dictionary.csv")}
    assert told["attendance_rate"] == "Days present as a share of days enrolled, in percent."
    assert told["students"] == "Number of students."
