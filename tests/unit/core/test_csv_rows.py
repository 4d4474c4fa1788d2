"""Small CSV documents name every fault with its line and column."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.core import BadInput, Fault, read_csv_rows


def _faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read_csv_rows(path, required=["student_id", "signer"], optional=["note"])
    return caught.value.faults


@pytest.mark.parametrize(
    ("content", "rule", "line", "column"),
    [
        pytest.param(b"", "csv.missing-column", 1, "student_id", id="empty file"),
        pytest.param(b"student_id\n1\n", "csv.missing-column", 1, "signer", id="column missing"),
        pytest.param(b"student_id,signer,signer\n", "csv.column-twice", 1, "signer", id="column twice"),
        pytest.param(b"student_id,signer,name\n", "csv.unknown-column", 1, "name", id="column unknown"),
        pytest.param(b"student_id,signer\n1,parent\n2\n", "csv.cell-count", 3, None, id="too few cells"),
        pytest.param(b"student_id,signer\n1,parent,x\n", "csv.cell-count", 2, None, id="too many cells"),
        pytest.param(b'student_id,signer\n1,"par"ent\n', "csv.syntax", 2, None, id="stray quote"),
        pytest.param(b'student_id,signer\n1,parent\n2,"parent\n', "csv.syntax", 3, None, id="open quote"),
        pytest.param(b'"student_id,signer\n', "csv.syntax", 1, None, id="open quote in header"),
        pytest.param("student_id,signer\n1,Mère\n".encode("latin-1"), "csv.encoding", 2, None, id="latin-1"),
        pytest.param("student_id,signer\n".encode("utf-16"), "csv.encoding", 1, None, id="utf-16"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    tmp_path: Path, content: bytes, rule: str, line: int, column: str | None
) -> None:
    path = tmp_path / "consents.csv"
    path.write_bytes(content)
    faults = _faults(path)
    assert (faults[0].source, faults[0].rule, faults[0].line, faults[0].column) == ("consents.csv", rule, line, column)
    assert all(fault.mend for fault in faults)


def test_all_faults_are_told_and_not_only_the_first(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_text("student_id,signer\n1\n2,parent\n3\n")
    assert [fault.line for fault in _faults(path)] == [2, 4]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert _faults(tmp_path / "none.csv")[0].rule == "csv.unreadable"


def test_a_byte_order_mark_and_blank_lines_are_read_over(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_bytes(b"\xef\xbb\xbfstudent_id, signer\r\n\r\n 7 ,parent\r\n")
    rows = read_csv_rows(path, required=["student_id", "signer"])
    assert [(row.line, row.cells) for row in rows] == [(3, {"student_id": "7", "signer": "parent"})]


def test_a_cell_over_several_lines_keeps_the_count_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "consents.csv"
    path.write_text('student_id,signer,note\n1,parent,"two\nlines"\n2,parent,\n')
    assert [row.line for row in read_csv_rows(path, required=["student_id", "signer"], optional=["note"])] == [2, 4]


@given(content=st.binary(max_size=200))
def test_no_bytes_raise_anything_but_the_error_of_the_house(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("csv") / "any.csv"
    path.write_bytes(content)
    try:
        rows = read_csv_rows(path, required=["student_id"])
    except BadInput as error:
        rows = ()
        told = error.faults
    else:
        told = ()
    assert told or all(row.cells["student_id"] is not None for row in rows)
