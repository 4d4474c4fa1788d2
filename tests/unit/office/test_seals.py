import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps

from schoolgate.core import CheckFailed
from schoolgate.office.seals import SealedFiles, open_text, seal_text
from schoolgate.office.seals.keys import SealedKey, named

PIECE = 256 * 1024


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17])
def test_a_sealed_file_reads_back_as_it_was(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    files = SealedFiles(tmp_path)
    stored = files.put([content[:1000], content[1000:]])
    assert b"".join(files.read(stored.key)) == content
    assert stored.size == size


@pytest.mark.parametrize("harm", ["flip", "cut", "swap", "rename"])
def test_a_sealed_file_that_was_changed_is_refused(tmp_path: Path, harm: str) -> None:
    files = SealedFiles(tmp_path)
    stored = files.put([os.urandom(3 * PIECE)])
    path, sealed = tmp_path / stored.key, PIECE + 16
    raw = bytearray(path.read_bytes())
    if harm == "flip":
        raw[100] ^= 1
    elif harm == "cut":
        del raw[7 + 2 * sealed :]
    elif harm == "swap":
        raw[7 : 7 + 2 * sealed] = raw[7 + sealed : 7 + 2 * sealed] + raw[7 : 7 + sealed]
    key = "0" * 32 if harm == "rename" else stored.key
    (tmp_path / key).write_bytes(raw)
    with pytest.raises(CheckFailed):
        list(files.read(key))


def test_nothing_of_a_file_lies_open_on_the_disk(tmp_path: Path) -> None:
    stored = SealedFiles(tmp_path).put([b"Maria Student " * 100])
    assert b"Maria" not in (tmp_path / stored.key).read_bytes()


def test_a_sealed_text_opens_for_its_own_purpose_only() -> None:
    sealed = seal_text("100001", "request.ids")
    assert open_text(sealed, "request.ids") == "100001"
    with pytest.raises(InvalidTag):
        open_text(sealed, "disclosure.student")


def test_a_file_that_no_record_names_goes_once_it_is_old(tmp_path: Path) -> None:
    files = SealedFiles(tmp_path)
    named, spare = files.put([b"named"]), files.put([b"spare"])
    (tmp_path / "deliveries").mkdir()
    assert files.remove_spare({named.key}) == 0
    assert files.remove_spare({named.key}, after=timedelta(0)) == 1
    assert not (tmp_path / spare.key).exists()
    assert b"".join(files.read(named.key)) == b"named"


def test_a_file_from_a_backup_is_as_old_as_the_day_it_was_read_back(tmp_path: Path) -> None:
    files = SealedFiles(tmp_path)
    named, spare = files.put([b"named"]), files.put([b"spare"])
    os.utime(tmp_path / spare.key, (0, 0))
    assert files.remove_spare({named.key}) == 0


def test_a_database_that_names_none_of_the_files_takes_none_away(tmp_path: Path) -> None:
    """Somebody set up another database beside the files, or is about to read one back."""
    files = SealedFiles(tmp_path)
    files.put([b"a document"])
    assert files.remove_spare({"f" * 32}, after=timedelta(0)) == 0
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    files = SealedFiles(tmp_path)
    named = files.put([b"named"])
    (tmp_path / ".0123.part").write_bytes(b"half")
    assert files.remove_spare({named.key}, after=timedelta(0)) == 0
    assert (tmp_path / ".0123.part").exists()


@pytest.mark.django_db
def test_every_column_that_names_a_sealed_file_says_so() -> None:
    """A column that did not would have its files taken for spare."""
    said = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedKey)
    }
    looks = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if (field.name == "key" or field.name.endswith("_key")) and field.max_length == 32
    }
    assert said == looks
    assert len(said) == 7
    assert named() == frozenset()
