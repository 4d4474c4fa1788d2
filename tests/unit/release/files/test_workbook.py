"""Our own spreadsheet hides and runs nothing; what others hide is found."""

import io
import os
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from schoolgate.release.files import ColumnType, Dataset, DatasetColumn, inspect_workbook
from schoolgate.release.files import workbook_parts as parts
from schoolgate.release.files.xlsx_file import write_xlsx

Make = Callable[..., Dataset]

TEXT = DatasetColumn("a", "A", ColumnType.STRING, "A.", "name")


def test_the_workbook_of_a_release_holds_only_sheets_styles_and_empty_properties(folder: Path) -> None:
    with zipfile.ZipFile(folder / "data.xlsx") as book:
        assert set(book.namelist()) == {
            "[Content_Types].xml",
            "_rels/.rels",
            "docProps/app.xml",
            "docProps/core.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/theme/theme1.xml",
            "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml",
        }
        whole = b"".join(book.read(name) for name in book.namelist())
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 31, 0, 0, 0)}
    for word in (
        b"definedName",
        b"comments",
        b"pivotCache",
        b"externalLink",
        b"calcChain",
        b"<f>",
        b'hidden="',
        b'="hidden',
        b'="veryHidden',
        b"<hyperlink",
    ):
        assert word not in whole
    for secret in (os.environ.get("USER", "root"), os.uname().nodename, str(folder)):
        assert f">{secret}<".encode() not in whole


def test_the_properties_tell_no_person_and_no_day(folder: Path) -> None:
    properties = openpyxl.load_workbook(folder / "data.xlsx").properties
    assert (properties.creator, properties.lastModifiedBy, properties.title) == (None, None, None)
    assert properties.created == properties.modified == datetime(2000, 1, 1)  # noqa: DTZ001  # openpyxl's are naive


def test_cells_keep_their_types_and_ids_their_zeros(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "data.xlsx")["Data"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=2)] == [
        ["0001", 'A "quoted", label', 10, 93.4, datetime(2024, 9, 5), True]  # noqa: DTZ001  # openpyxl's are naive
    ]
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n", "d", "b"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}
    assert all(cell.hyperlink is None for row in sheet.iter_rows() for cell in row)
    assert sheet.freeze_panes == "A2"


def test_the_second_sheet_says_what_the_data_are(dataset: Dataset, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "data.xlsx")
    assert book.sheetnames == ["Data", "About"]
    rows = [tuple(cell for cell in row if cell is not None) for row in book["About"].iter_rows(values_only=True)]
    assert rows[:3] == [("Title", dataset.title), ("Description", "Counts."), ("For", dataset.terms.audience)]
    assert ("Contact", dataset.terms.contact) in rows
    assert rows[-1] == ("low_income", "Low income", "boolean", "Whether.", "* hidden")


def test_every_printed_page_bears_the_audience(dataset: Dataset, folder: Path) -> None:
    for sheet in openpyxl.load_workbook(folder / "data.xlsx").worksheets:
        assert f"&L{dataset.terms.audience}&R" in str(sheet.HeaderFooter.oddFooter)


def test_more_rows_than_a_sheet_holds_go_to_further_sheets(make: Make, tmp_path: Path) -> None:
    write_xlsx(make(pa.table({"a": list("vwxyz")}), TEXT), tmp_path / "data.xlsx", sheet_rows=2)
    book = openpyxl.load_workbook(tmp_path / "data.xlsx")
    told = {sheet.title: [row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets[:-1]}
    assert told == {"Data": ["a", "v", "w"], "Data 2": ["a", "x", "y"], "Data 3": ["a", "z"]}
    assert inspect_workbook(tmp_path / "data.xlsx") == ()


@pytest.mark.parametrize(
    "text",
    ['<r></r></is></c><c r="Z1"><f>1+1</f></c><c><is><r></r>', "<r>x</r>", "<r></r>", "<r> a </r>", "_x000D_<r></r>"],
)
def test_text_that_looks_like_the_librarys_own_markup_stays_text(make: Make, tmp_path: Path, text: str) -> None:
    write_xlsx(make(pa.table({"a": [text]}), TEXT), tmp_path / "data.xlsx")
    assert inspect_workbook(tmp_path / "data.xlsx") == ()
    cells = list(openpyxl.load_workbook(tmp_path / "data.xlsx")["Data"].iter_rows(values_only=True))
    assert cells == [("a",), (text.replace("_x000D_", "_x005F_x000D_"),)]


def test_unfinished_parts_lie_beside_the_file_and_go(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "no such folder"))
    write_xlsx(make(pa.table({"a": ["x"]}), TEXT), tmp_path / "data.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["data.xlsx"]


def plain() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.properties.creator = None
    assert book.active is not None
    book.active["A1"] = "visible"
    return book


def hidden_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("secret").sheet_state = "hidden"


def very_hidden_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet("secret").sheet_state = "veryHidden"


def hidden_row(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A3"] = "secret"
    book.worksheets[0].row_dimensions[3].hidden = True


def hidden_column(book: openpyxl.Workbook) -> None:
    book.worksheets[0].column_dimensions["B"].hidden = True


def hidden_by_default(book: openpyxl.Workbook) -> None:
    book.worksheets[0].sheet_format.zeroHeight = True


def note_on_a_cell(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A1"].comment = Comment("secret", "someone")


def name_for_a_range(book: openpyxl.Workbook) -> None:
    book.defined_names["secret"] = DefinedName("secret", attr_text="42")


def filtered(book: openpyxl.Workbook) -> None:
    book.worksheets[0].auto_filter.ref = "A1:B3"


def formula(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["B1"] = "=1+1"


def link(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A1"].hyperlink = "https://example.org/"


def invisible_format(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A1"].number_format = ";;;"


def author(book: openpyxl.Workbook) -> None:
    book.properties.creator = "Someone"


@pytest.mark.parametrize(
    ("hide", "rule", "row"),
    [
        (hidden_sheet, "workbook.hidden-sheet", None),
        (very_hidden_sheet, "workbook.very-hidden-sheet", None),
        (hidden_row, "workbook.hidden-row", 3),
        (hidden_column, "workbook.hidden-column", None),
        (hidden_by_default, "workbook.hidden-row", None),
        (note_on_a_cell, "workbook.comments", None),
        (name_for_a_range, "workbook.defined-name", None),
        (filtered, "workbook.defined-name", None),
        (formula, "workbook.formula", 1),
        (link, "workbook.external-link", None),
        (invisible_format, "workbook.hidden-text", None),
        (author, "workbook.author", None),
    ],
)
def test_what_another_workbook_hides_is_found(
    tmp_path: Path, hide: Callable[[openpyxl.Workbook], None], rule: str, row: int | None
) -> None:
    book = plain()
    book.save(tmp_path / "clean.xlsx")
    assert inspect_workbook(tmp_path / "clean.xlsx") == ()
    hide(book)
    book.save(tmp_path / "upload.xlsx")
    found = inspect_workbook(tmp_path / "upload.xlsx")
    assert (rule, row) in {(fault.rule, fault.line) for fault in found}
    assert {fault.source for fault in found} == {"upload.xlsx"}


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_part(tmp_path: Path, name: str, content: bytes = b"<x/>") -> Path:
    """Return a clean workbook with one part more, or one part replaced."""
    clean, path = io.BytesIO(), tmp_path / "upload.xlsx"
    plain().save(clean)
    with zipfile.ZipFile(clean) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.namelist():
            if member != name:
                target.writestr(member, source.read(member))
        target.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("xl/vbaProject.bin", "workbook.macros"),
        ("xl/macrosheets/sheet1.xml", "workbook.macros"),
        ("xl/comments/comment1.xml", "workbook.comments"),
        ("xl/threadedComments/threadedComment1.xml", "workbook.comments"),
        ("xl/persons/person.xml", "workbook.comments"),
        ("xl/pivotCache/pivotCacheDefinition1.xml", "workbook.pivot-cache"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "workbook.pivot-cache"),
        ("xl/pivotTables/pivotTable1.xml", "workbook.pivot-cache"),
        ("xl/externalLinks/externalLink1.xml", "workbook.external-link"),
        ("xl/connections.xml", "workbook.data-connection"),
        ("xl/queryTables/queryTable1.xml", "workbook.data-connection"),
        ("xl/model/item.data", "workbook.data-model"),
        ("xl/embeddings/oleObject1.bin", "workbook.embedded-object"),
        ("xl/activeX/activeX1.xml", "workbook.embedded-object"),
        ("xl/media/image1.png", "workbook.drawing"),
        ("xl/drawings/drawing1.xml", "workbook.drawing"),
        ("docProps/custom.xml", "workbook.custom-properties"),
        ("docProps/thumbnail.jpeg", "workbook.drawing"),
        ("customXml/item1.xml", "workbook.custom-xml"),
        ("xl/revisions/revisionLog1.xml", "workbook.revisions"),
        ("xl/printerSettings/printerSettings1.bin", "workbook.printer-settings"),
        ("xl/worksheets/secret.bin", "workbook.unknown-part"),
        ("notes.txt", "workbook.unknown-part"),
        ("XL/VBAPROJECT.BIN", "workbook.macros"),
    ],
)
def test_a_part_that_plain_values_do_not_need_is_flagged(tmp_path: Path, name: str, rule: str) -> None:
    found = inspect_workbook(with_part(tmp_path, name))
    assert [(fault.rule, fault.column) for fault in found] == [(rule, name)]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("application/vnd.ms-office.vbaProject", "workbook.macros"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml", "workbook.comments"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheRecords+xml", "workbook.pivot-cache"),
    ],
)
def test_a_part_under_a_harmless_name_is_known_by_its_content_type(tmp_path: Path, kind: str, rule: str) -> None:
    with zipfile.ZipFile(with_part(tmp_path, "xl/theme/theme2.xml")) as book:
        types = book.read("[Content_Types].xml").decode()
    disguised = types.replace("</Types>", f'<Override PartName="/xl/theme/theme2.xml" ContentType="{kind}"/></Types>')
    found = inspect_workbook(with_part(tmp_path, "[Content_Types].xml", disguised.encode()))
    assert rule in {fault.rule for fault in found}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>', "workbook.broken"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "workbook.broken"),
        (b"<x>", "workbook.broken"),
        (b"", "workbook.broken"),
        (b"<x a='" + b"a" * (parts.RATIO_FREE_BYTES - 1_000_000) + b"'/>", "workbook.too-large"),
        (b"<x>" + b" " * (parts.RATIO_FREE_BYTES * 2) + b"</x>", "workbook.too-large"),
    ],
    ids=["entities", "outside entity", "open tag", "empty", "one giant tag", "bomb"],
)
def test_a_hostile_part_is_refused_without_being_unfolded(tmp_path: Path, content: bytes, rule: str) -> None:
    assert [fault.rule for fault in inspect_workbook(with_part(tmp_path, SHEET, content))] == [rule]


def test_hidden_rows_are_told_once_with_their_number(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}" hidden="1"/>' for row in (4, 5, 6))
    path = with_part(tmp_path, SHEET, f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode())
    (fault,) = inspect_workbook(path)
    assert (fault.line, fault.column, fault.message) == (4, SHEET, "The row is hidden. (2 more like it)")


@pytest.mark.parametrize(
    ("inside", "rule"),
    [
        ('<sheetData><row ht="0" customHeight="1"/></sheetData>', "workbook.hidden-row"),
        ('<cols><col min="1" max="2" width="0"/></cols>', "workbook.hidden-column"),
        ('<sheetFormatPr zeroHeight="true"/>', "workbook.hidden-row"),
        ('<dataValidations><dataValidation><formula1>"x,y"</formula1></dataValidation></dataValidations>', None),
        ("<sheetData><row><c><f>1</f></c></row></sheetData>", None),
    ],
)
def test_what_a_sheet_hides_by_other_means_is_found(tmp_path: Path, inside: str, rule: str | None) -> None:
    found = inspect_workbook(with_part(tmp_path, SHEET, f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()))
    assert [fault.rule for fault in found] == [rule or "workbook.formula"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_another_encoding_hides_nothing(tmp_path: Path, encoding: str) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="2" hidden="true"/></sheetData></worksheet>'
    found = inspect_workbook(with_part(tmp_path, SHEET, sheet.encode(encoding)))
    assert [fault.rule for fault in found] == ["workbook.hidden-row"]


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "workbook.not-xlsx"),
        (b"a,b\r\n1,2\r\n", "workbook.not-xlsx"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "workbook.not-xlsx"),
        (b"PK\x03\x04" + bytes(100), "workbook.not-xlsx"),
        (b"PK\x05\x06" + bytes(18), "workbook.not-xlsx"),
    ],
    ids=["empty", "CSV", "old or encrypted", "broken zip", "empty zip"],
)
def test_a_file_that_is_no_workbook_is_a_fault(tmp_path: Path, raw: bytes, rule: str) -> None:
    (tmp_path / "upload.xlsx").write_bytes(raw)
    assert [fault.rule for fault in inspect_workbook(tmp_path / "upload.xlsx")] == [rule]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert [fault.rule for fault in inspect_workbook(tmp_path / "none.xlsx")] == ["workbook.unreadable"]


def test_every_broken_byte_is_a_fault_or_harmless_but_no_crash(tmp_path: Path, folder: Path) -> None:
    whole = (folder / "data.xlsx").read_bytes()
    for position in range(0, len(whole), 13):
        (tmp_path / "upload.xlsx").write_bytes(whole[:position] + b"\xff" + whole[position + 1 :])
        inspect_workbook(tmp_path / "upload.xlsx")


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = with_part(tmp_path, SHEET.upper())
    assert [fault.rule for fault in inspect_workbook(path)] == ["workbook.part-twice"]


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_PARTS", 3)
    assert [fault.rule for fault in inspect_workbook(with_part(tmp_path, SHEET))] == ["workbook.too-large"]


def test_a_workbook_of_the_other_library_with_everything_in_it_is_flagged(tmp_path: Path) -> None:
    path = tmp_path / "upload.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_column("A1", [1, 2, 3])
    sheet.write_formula("B1", "=SUM(A1:A3)")
    sheet.write_url("B2", "https://example.org")
    sheet.write_comment("A1", "secret")
    sheet.insert_image("C1", "x.png", {"image_data": io.BytesIO(PNG)})
    sheet.set_column("D:D", None, None, {"hidden": True})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Sheet1!$A$1:$A$3"})
    sheet.insert_chart("E1", chart)
    book.define_name("secret", "=Sheet1!$A$1")
    book.add_worksheet("veiled").very_hidden()
    book.set_custom_property("checked", date(2026, 4, 10).isoformat())
    book.set_properties({"author": "Someone"})
    book.close()
    assert {fault.rule for fault in inspect_workbook(path)} == {
        "workbook.formula",
        "workbook.external-link",
        "workbook.comments",
        "workbook.drawing",
        "workbook.hidden-column",
        "workbook.defined-name",
        "workbook.very-hidden-sheet",
        "workbook.custom-properties",
        "workbook.author",
    }


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
