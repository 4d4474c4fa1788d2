"""A release folder is whole or not there, and one changed byte in it is found."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schoolgate.core import BadInput, CheckFailed, DataLevel
from schoolgate.release.files import Manifest
from schoolgate.release.folder import ReleaseFolder, check_files, read_manifest

MANIFEST = Manifest(
    release_id="R-0001",
    level=DataLevel.ROSTER,
    lane="roster",
    policy="ODA-03 v01",
    snapshot="3f2a",
    on=date(2026, 4, 10),
    rows=2,
    withheld=(("students", 1),),
    sources=(("request", "ab12"),),
)
SALT = "5a" * 32
LEFTOVERS = ".schoolgate-building-*"


def published(target: Path) -> str:
    with ReleaseFolder(target) as folder:
        (folder.directory / "data.csv").write_bytes(b"id\r\n1\r\n2\r\n")
        (folder.directory / "method.md").write_bytes(b"# Method\n")
        (folder.office / "proof").write_bytes(b"proof")
        (folder.office / "withheld.csv").write_bytes(b"student_id,reason\r\n")
        return folder.publish(MANIFEST, salt=SALT)


def built(target: Path, prepare: Callable[[ReleaseFolder], object]) -> str:
    with ReleaseFolder(target) as folder:
        prepare(folder)
        return folder.publish(MANIFEST)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    published(tmp_path / "release")
    return tmp_path / "release"


def found(folder: Path, *, office: bool = True) -> list[tuple[str, str]]:
    return [(fault.source, fault.rule) for fault in check_files(folder, office=office)]


def test_a_published_folder_has_no_faults(release: Path) -> None:
    assert check_files(release) == ()


def test_the_manifest_names_what_travels_and_the_seal_what_stays(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    seal = json.loads((release / "office/seal.json").read_text(encoding="utf-8"))
    assert [file["path"] for file in manifest["files"]] == ["data.csv", "method.md"]
    assert [file["path"] for file in seal["files"]] == ["office/proof", "office/withheld.csv"]
    assert {key: manifest[key] for key in ("release_id", "level", "policy", "snapshot", "rows", "withheld")} == {
        "release_id": "R-0001",
        "level": "roster",
        "policy": "ODA-03 v01",
        "snapshot": "3f2a",
        "rows": 2,
        "withheld": {"students": 1},
    }


def test_what_travels_holds_no_hash_of_a_staff_file_that_could_be_guessed(tmp_path: Path) -> None:
    for name in ("one", "other"):
        with ReleaseFolder(tmp_path / name) as folder:
            (folder.office / "withheld.csv").write_bytes(b"1001,no_consent\r\n")
            folder.publish(MANIFEST)
    one, other = ((tmp_path / name / "manifest.json").read_bytes() for name in ("one", "other"))
    assert one != other, "without salt, whoever guesses the list could confirm it"


def test_the_manifest_reads_back(release: Path) -> None:
    manifest = read_manifest(release)
    assert replace(manifest, files=(), seal="") == MANIFEST
    assert [file.size_bytes for file in manifest.files] == [10, 9]


def test_only_the_owner_may_read(release: Path) -> None:
    for path in [release, *release.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_files_times_tell_the_day_of_release_alone(release: Path) -> None:
    times = {path.stat().st_mtime for path in release.rglob("*") if path.is_file()}
    assert len(times) == 1


def test_the_same_content_and_salt_give_the_same_digest(tmp_path: Path) -> None:
    assert published(tmp_path / "one") == published(tmp_path / "two")


def append_byte(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b" ")


FILES = ("data.csv", "method.md", "office/proof", "office/withheld.csv")


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "office/seal.json"])
def test_every_single_flipped_byte_is_found_and_its_file_named(release: Path, name: str) -> None:
    path = release / name
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        sources = {source for source, _ in found(release)}
        expected = {name, "office/seal.json"} if name == "manifest.json" else {name}
        assert sources & expected, (position, whole[position : position + 1])
    path.write_bytes(whole)
    assert check_files(release) == ()


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "office/seal.json"])
def test_a_byte_more_is_found(release: Path, name: str) -> None:
    append_byte(release / name)
    assert (name, "release.changed") in found(release)


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "office/seal.json"])
def test_a_missing_file_is_named(release: Path, name: str) -> None:
    (release / name).unlink()
    assert found(release) == [(name, "release.file-missing")]


@pytest.mark.parametrize("name", ["extra.csv", ".hidden", "office/extra"])
def test_an_extra_file_is_named(release: Path, name: str) -> None:
    (release / name).write_bytes(b"")
    assert found(release) == [(name, "release.extra-file")]


def test_an_extra_folder_is_named(release: Path) -> None:
    (release / "office" / "more").mkdir()
    assert found(release) == [("office/more", "release.extra-folder")]


def test_a_link_in_place_of_a_file_is_found_though_it_leads_to_the_same_bytes(release: Path, tmp_path: Path) -> None:
    shutil.copy(release / "data.csv", tmp_path / "same.csv")
    (release / "data.csv").unlink()
    (release / "data.csv").symlink_to(tmp_path / "same.csv")
    assert found(release) == [("data.csv", "release.not-a-file"), ("data.csv", "release.file-missing")]


def test_a_pipe_in_place_of_a_file_does_not_hang_the_check(release: Path) -> None:
    (release / "data.csv").unlink()
    os.mkfifo(release / "data.csv")
    assert ("data.csv", "release.not-a-file") in found(release)


def test_whoever_rewrites_data_and_manifest_together_is_given_away_by_the_seal(release: Path) -> None:
    (release / "data.csv").write_bytes(b"id\r\n1\r\n3\r\n")
    manifest = read_manifest(release)
    with ReleaseFolder(release.parent / "forged") as folder:
        (folder.directory / "data.csv").write_bytes(b"id\r\n1\r\n3\r\n")
        (folder.directory / "method.md").write_bytes(b"# Method\n")
        folder.publish(MANIFEST, salt=SALT)
    files = read_manifest(release.parent / "forged").files
    (release / "manifest.json").write_bytes(replace(manifest, files=files).to_bytes())
    assert found(release) == [("manifest.json", "release.changed")]


def test_whoever_rewrites_everything_is_given_away_by_the_digest_that_was_kept(tmp_path: Path) -> None:
    digest = published(tmp_path / "release")
    assert check_files(tmp_path / "release", digest=digest) == ()
    shutil.rmtree(tmp_path / "release")
    with ReleaseFolder(tmp_path / "release") as folder:
        (folder.directory / "data.csv").write_bytes(b"forged")
        folder.publish(MANIFEST)
    assert check_files(tmp_path / "release") == ()
    assert [fault.rule for fault in check_files(tmp_path / "release", digest=digest)] == ["release.other-digest"]


def test_a_copy_handed_out_is_checked_without_the_staffs_half(release: Path) -> None:
    shutil.rmtree(release / "office")
    assert check_files(release, office=False) == ()
    append_byte(release / "data.csv")
    assert found(release, office=False) == [("data.csv", "release.changed")]


def test_a_staff_file_in_a_copy_handed_out_is_a_fault(release: Path) -> None:
    assert ("office/proof", "release.extra-file") in found(release, office=False)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"{}", b"[" * 100_000, b'{"files": [1]}', b"null"])
@pytest.mark.parametrize("name", ["manifest.json", "office/seal.json"])
def test_a_broken_manifest_is_a_fault_and_no_crash(release: Path, name: str, raw: bytes) -> None:
    (release / name).write_bytes(raw)
    assert (name, "release.changed") in found(release)


# One value of a JSON document, of any type.
@pytest.mark.parametrize(
    ("key", "value"),
    [("rows", -1), ("rows", True), ("rows", "2"), ("level", "all"), ("on", "today"), ("withheld", []), ("files", {})],
)
def test_a_manifest_with_a_value_of_another_kind_is_not_read(release: Path, key: str, value: object) -> None:
    document = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    (release / "manifest.json").write_text(json.dumps(document | {key: value}), encoding="utf-8")
    with pytest.raises(CheckFailed) as raised:
        read_manifest(release)
    assert [(fault.source, fault.rule) for fault in raised.value.faults] == [("manifest.json", "release.changed")]


@pytest.mark.parametrize("empty", [True, False], ids=["an empty folder", "nothing"])
def test_where_there_is_no_release_the_check_says_so(tmp_path: Path, empty: bool) -> None:
    if empty:
        (tmp_path / "release").mkdir()
    assert found(tmp_path / "release") == [(".", "release.missing")]


def taken_by_a_folder(target: Path) -> None:
    target.mkdir()
    (target / "mine.txt").write_text("mine", encoding="utf-8")


def taken_by_a_file(target: Path) -> None:
    target.write_text("mine", encoding="utf-8")


def taken_by_a_link(target: Path) -> None:
    target.symlink_to(target.parent)


def taken_by_a_broken_link(target: Path) -> None:
    target.symlink_to(target.parent / "nowhere")


TAKEN = [taken_by_a_folder, taken_by_a_file, taken_by_a_link, taken_by_a_broken_link]


@pytest.mark.parametrize("take", TAKEN)
def test_a_target_that_is_taken_is_refused_before_any_work(tmp_path: Path, take: Callable[[Path], None]) -> None:
    take(tmp_path / "release")
    with pytest.raises(BadInput) as raised, ReleaseFolder(tmp_path / "release"):
        pytest.fail("entered")
    assert [fault.rule for fault in raised.value.faults] == ["release.target-taken"]
    assert not list(tmp_path.glob(LEFTOVERS))


@pytest.mark.parametrize("take", TAKEN)
def test_a_target_taken_during_the_build_is_refused_and_kept(tmp_path: Path, take: Callable[[Path], None]) -> None:
    with pytest.raises(BadInput) as raised:
        built(tmp_path / "release", lambda folder: take(folder.target))
    assert [fault.rule for fault in raised.value.faults] == ["release.target-taken"]
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_an_empty_folder_may_be_the_target(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir(mode=0o755)
    published(tmp_path / "release")
    assert check_files(tmp_path / "release") == ()
    assert stat.S_IMODE((tmp_path / "release").stat().st_mode) == 0o700


def test_a_target_below_a_file_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput) as raised, ReleaseFolder(tmp_path / "file" / "release"):
        pytest.fail("entered")
    assert [fault.rule for fault in raised.value.faults] == ["release.unwritable"]


def test_nothing_stays_of_a_build_that_failed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        built(tmp_path / "release", lambda folder: (folder.directory / "no" / "data.csv").write_bytes(b""))
    assert list(tmp_path.iterdir()) == []


def test_nothing_stays_of_a_build_that_was_never_published(tmp_path: Path) -> None:
    with ReleaseFolder(tmp_path / "release"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["manifest.json", "office/seal.json"])
def test_the_folders_own_names_are_kept_for_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput) as raised:
        built(tmp_path / "release", lambda folder: (folder.directory / name).write_bytes(b"{}"))
    assert [fault.rule for fault in raised.value.faults] == ["release.reserved-name"]


def test_only_files_may_be_published(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as raised:
        built(tmp_path / "release", lambda folder: (folder.directory / "link").symlink_to(tmp_path))
    assert [fault.rule for fault in raised.value.faults] == ["release.not-a-file"]
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_build_go_and_those_of_a_living_one_stay(tmp_path: Path) -> None:
    dead = tmp_path / ".schoolgate-building-dead"
    dead.mkdir()
    (dead / "data.csv").write_bytes(b"names")
    with ReleaseFolder(tmp_path / "one") as living:
        assert not dead.exists()
        (living.directory / "data.csv").write_bytes(b"mine")
        published(tmp_path / "two")
        living.publish(MANIFEST)
    assert check_files(tmp_path / "one") == ()
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}
