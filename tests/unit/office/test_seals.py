import os
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from schoolgate.core import CheckFailed
from schoolgate.office.seals import SealedFiles, open_text, seal_text

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
