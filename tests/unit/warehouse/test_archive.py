"""Archives that were made badly, or to do harm."""

import os
import stat
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.districts import small_district
from tests.support import refusals

from schoolgate.core import BadInput, Fault
from schoolgate.warehouse import Limits, Store

Change = Callable[[zipfile.ZipFile], None]


def _named(name: str) -> Change:
    return lambda archive: archive.writestr(name, "x")


def _link(archive: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo("users2.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(entry, "/etc/passwd")


def _twice(archive: zipfile.ZipFile) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("users.csv", "x")


def _bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("results.csv", b"0" * 20_000_000, zipfile.ZIP_DEFLATED)


def _many(archive: zipfile.ZipFile) -> None:
    for number in range(40):
        archive.writestr(f"{number}.csv", "x")


def _elsewhere(archive: zipfile.ZipFile) -> None:
    archive.writestr("more/users.csv", "x")


CASES: list[tuple[str, Change, str, str]] = [
    ("a name that climbs", _named("../users.csv"), "zip.path", "e.zip/../users.csv"),
    ("an absolute name", _named("/etc/users.csv"), "zip.path", "e.zip//etc/users.csv"),
    ("a drive letter", _named("C:users.csv"), "zip.path", "e.zip/C:users.csv"),
    ("a backslash", _named("..\\users.csv"), "zip.path", "e.zip/..\\users.csv"),
    ("a name too long for a disk", _named("x" * 300 + ".csv"), "zip.path", f"e.zip/{'x' * 300}.csv"),
    ("a name that is a folder", _named("."), "zip.path", "e.zip/."),
    ("files in two folders", _elsewhere, "zip.path", "e.zip"),
    ("a link", _link, "zip.symlink", "e.zip/users2.csv"),
    ("an archive within", _named("more.zip"), "zip.nested", "e.zip/more.zip"),
    ("an archive within, called CSV", _named("results.csv"), "zip.nested", "e.zip/results.csv"),
    ("an entry twice", _twice, "zip.entry-twice", "e.zip/users.csv"),
    ("an entry twice but for capitals", _named("USERS.csv"), "zip.entry-twice", "e.zip/USERS.csv"),
    ("a bomb by ratio", _bomb, "zip.ratio", "e.zip/results.csv"),
    ("too many entries", _many, "zip.too-many-entries", "e.zip"),
]


@pytest.mark.parametrize(("name", "change", "rule", "place"), CASES, ids=[case[0] for case in CASES])
def test_a_harmful_archive_is_refused(tmp_path: Path, name: str, change: Change, rule: str, place: str) -> None:
    archive = small_district().zip(tmp_path / "e.zip")
    with zipfile.ZipFile(archive, "a") as opened:
        if rule == "zip.nested" and place.endswith(".csv"):
            opened.writestr("results.csv", b"PK\x03\x04 and more")
        else:
            change(opened)
    limits = Limits(max_entries=30)
    assert str(_refused(tmp_path, archive, rule, place, limits)) == refusals.told("archive", name)


def _refused(tmp_path: Path, archive: Path, rule: str, place: str, limits: Limits | None = None) -> Fault:
    store = Store(tmp_path / "store", limits=limits)
    with pytest.raises(BadInput) as caught:
        store.load(archive)
    found = [fault for fault in caught.value.faults if fault.rule == rule]
    assert [fault.source for fault in found] == [place], [str(fault) for fault in caught.value.faults]
    assert found[0].mend
    assert store.snapshot_ids() == ()
    assert list((tmp_path / "store" / "building").iterdir()) == []
    return found[0]


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    archive = small_district().zip(tmp_path / "e.zip")
    _refused(tmp_path, archive, "zip.too-large", "e.zip", Limits(max_total_bytes=2000))


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    archive = small_district().zip(tmp_path / "e.zip")
    _set_flag(archive, "users.csv", 0x1)
    _refused(tmp_path, archive, "zip.encrypted", "e.zip/users.csv")


def _set_flag(archive: Path, name: str, flag: int) -> None:
    """Set a flag of an entry, in its own header and in the directory."""
    data = bytearray(archive.read_bytes())
    for magic, flags_at, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        at = -1
        while (at := data.find(magic, at + 1)) >= 0:
            if data[at + name_at : at + name_at + len(name)] == name.encode():
                data[at + flags_at] |= flag
    archive.write_bytes(bytes(data))


def test_a_size_that_lies_does_not_let_a_bomb_in(tmp_path: Path) -> None:
    archive = tmp_path / "e.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("users.csv", b"0" * 30_000_000)
    data = bytearray(archive.read_bytes())
    data[22:26] = struct.pack("<I", 100)
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    archive.write_bytes(bytes(data))
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(archive)
    assert {fault.rule for fault in caught.value.faults} <= {"zip.too-large", "zip.damaged"}


def test_a_damaged_entry_is_told_from_a_damaged_archive(tmp_path: Path) -> None:
    archive = small_district().zip(tmp_path / "e.zip")
    with zipfile.ZipFile(archive) as opened:
        entry = opened.getinfo("users.csv")
    data = bytearray(archive.read_bytes())
    data[entry.header_offset + 60] ^= 0xFF
    archive.write_bytes(bytes(data))
    _refused(tmp_path, archive, "zip.damaged", "e.zip/users.csv")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"], ids=["empty", "text", "cut off"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e.zip"
    path.write_bytes(content)
    _refused(tmp_path, path, "source.not-zip", "e.zip")


def test_an_archive_without_files_is_refused_by_its_own_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "e.zip", "w"):
        pass
    _refused(tmp_path, tmp_path / "e.zip", "source.no-csv", "e.zip")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "endless device"])
def test_a_source_that_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "e.zip")
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(tmp_path / "e.zip")
    assert [fault.rule for fault in caught.value.faults] == ["source.not-a-file"]


def test_file_names_that_are_no_text_are_told_and_do_no_harm(tmp_path: Path) -> None:
    """A name may hold bytes that are no UTF-8, and signs by which a terminal can be made to lie."""
    folder = small_district().write(tmp_path / "whole")
    for name in (b"caf\xe9.csv", b"a\n\x1b[2Jb.csv"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("x")
    store = Store(tmp_path / "store")
    report = store.load(folder)
    told = {fault.source for fault in report.faults}
    assert told == {r"caf\udce9.csv", r"a\n\x1b[2Jb.csv"}
    assert store.snapshot().report() == replace(report, is_new=store.snapshot().report().is_new)


def test_a_source_that_is_not_there_is_refused_and_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(tmp_path / "nowhere")
    assert [fault.rule for fault in caught.value.faults] == ["source.missing"]
    assert not (tmp_path / "store").exists()


def test_a_folder_without_csv_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput) as caught:
        Store(tmp_path / "store").load(tmp_path / "empty")
    assert "source.no-csv" in {fault.rule for fault in caught.value.faults}


def test_files_in_a_folder_of_the_archive_are_read_with_a_warning(tmp_path: Path) -> None:
    folder = small_district().write(tmp_path / "whole")
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as archive:
        archive.writestr("__MACOSX/export/._users.csv", "x")
        for path in folder.iterdir():
            archive.write(path, f"export/{path.name}")
    report = Store(tmp_path / "store").load(tmp_path / "e.zip")
    assert [fault.rule for fault in report.faults] == ["zip.enclosing-directory"]
    assert report.count("students") == 4
