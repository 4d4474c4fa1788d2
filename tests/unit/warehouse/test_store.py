"""A store's snapshots are whole, never changed, and found again by what they say."""

from pathlib import Path

import pytest
from tests.districts import small_district

from schoolgate.core import BadInput, CheckFailed
from schoolgate.warehouse import Store


def test_loading_the_same_extract_twice_gives_the_same_snapshot(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = store.load(small_district().write(tmp_path / "one"))
    before = _state(store)
    second = store.load(small_district().zip(tmp_path / "two.zip"))
    assert (first.is_new, second.is_new) == (True, False)
    assert first.snapshot_id == second.snapshot_id
    assert _state(store) == before


def _state(store: Store) -> dict[str, tuple[int, int]]:
    files = [path for path in store.path.rglob("*") if path.is_file() and path.name != "LATEST"]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def test_the_order_of_rows_and_files_does_not_change_the_id(tmp_path: Path) -> None:
    district = small_district()
    store = Store(tmp_path / "store")
    straight = store.load(district.write(tmp_path / "one"))
    for rows in district.rows.values():
        rows.reverse()
    assert store.load(district.write(tmp_path / "two")).snapshot_id == straight.snapshot_id


@pytest.mark.parametrize(
    ("file", "column", "value"),
    [("marks", "mark", "A-"), ("attendance", "daysAbsent", "2.5"), ("users", "grades", "07"), ("orgs", "name", "New")],
)
def test_a_changed_cell_gives_another_snapshot(tmp_path: Path, file: str, column: str, value: str) -> None:
    district = small_district()
    store = Store(tmp_path / "store")
    before = store.load(district.write(tmp_path / "one"))
    district.rows[file][0][column] = value
    after = store.load(district.write(tmp_path / "two"))
    assert after.snapshot_id != before.snapshot_id
    assert set(store.snapshot_ids()) == {before.snapshot_id, after.snapshot_id}
    assert store.snapshot().id == after.snapshot_id
    assert store.snapshot(before.snapshot_id).id == before.snapshot_id


def test_a_refused_extract_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    district = small_district()
    store = Store(tmp_path / "store")
    whole = store.load(district.write(tmp_path / "one"))
    before = _state(store)
    district.rows["orgs"][0]["type"] = "college"
    with pytest.raises(BadInput):
        store.load(district.write(tmp_path / "two"))
    assert _state(store) == before
    assert store.snapshot().id == whole.snapshot_id


def test_a_snapshot_is_read_only_and_one_changed_byte_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    store.load(small_district().write(tmp_path / "one"))
    snapshot = store.snapshot()
    snapshot.check()
    path = snapshot.folder / "marks.parquet"
    assert all(not file.stat().st_mode & 0o222 for file in snapshot.folder.iterdir())
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(CheckFailed) as caught:
        snapshot.check()
    assert [fault.source for fault in caught.value.faults] == [f"{snapshot.id}/marks.parquet"]


@pytest.mark.parametrize("wanted", [None, "0" * 64, "../../etc", ""])
def test_a_snapshot_that_is_not_there_is_bad_input(tmp_path: Path, wanted: str | None) -> None:
    with pytest.raises(BadInput) as caught:
        Store(tmp_path).snapshot(wanted)
    assert caught.value.faults[0].rule == "store.no-snapshot"


def test_the_report_can_be_read_again_from_the_snapshot(tmp_path: Path) -> None:
    district = small_district()
    district.rows["users"][0]["enabledUser"] = "TRUE"
    store = Store(tmp_path / "store")
    report = store.load(district.write(tmp_path / "one"))
    kept = store.snapshot().report()
    assert (kept.counts, kept.school_years, kept.faults) == (report.counts, report.school_years, report.faults)
    assert report.faults[0].rule == "repair.case"


def test_birth_names_and_passwords_never_enter_the_store(tmp_path: Path) -> None:
    district = small_district()
    district.rows["users"][0] |= {
        "givenName": "Bartholomew",
        "preferredGivenName": "Annie",
        "password": "hunter2secret",
    }
    district.user("Parent", givenName="Guardianname")
    district.role("Parent", "guardian", "A")
    store = Store(tmp_path / "store")
    store.load(district.write(tmp_path / "one"))
    with store.snapshot().connect() as con:
        tables = [row[0] for row in con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()]
        text = repr([con.execute(f"SELECT * FROM {table}").fetchall() for table in tables])
    assert "Annie" in text
    assert "Bartholomew" not in text
    assert "hunter2secret" not in text
    assert "Guardianname" not in text


def test_left_overs_of_a_killed_import_are_cleared_by_the_next(tmp_path: Path) -> None:
    building = tmp_path / "store" / "building"
    (building / "dead").mkdir(parents=True)
    (building / "dead" / "work.duckdb").write_bytes(b"x")
    (building / "dead.lock").touch()
    store = Store(tmp_path / "store")
    store.load(small_district().write(tmp_path / "one"))
    assert list(building.iterdir()) == []


def test_a_store_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "file" / "store").load(small_district().write(tmp_path / "one"))
    assert caught.value.faults[0].rule == "store.unfinished"


def test_a_student_s_role_at_the_district_is_no_enrolment_in_a_school(tmp_path: Path) -> None:
    district = small_district()
    district.role("Ann", "student", "D")
    district.role("Ann", "student", "D", "2023-09-01")
    store = Store(tmp_path / "store")
    store.load(district.write(tmp_path / "one"))
    with store.snapshot().connect() as con:
        assert con.execute("SELECT DISTINCT school FROM stays WHERE student = 'Ann'").fetchall() == [("A",)]
