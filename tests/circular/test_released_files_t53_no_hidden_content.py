"""T53: our spreadsheet hides nothing, and an uploaded one with hidden content is flagged."""

import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from schoolgate.release.files import ColumnType, Dataset, DatasetColumn, Terms, inspect_workbook
from schoolgate.release.files.xlsx_file import write_xlsx


def test_t53_our_own_workbook_has_no_hidden_content(tmp_path: Path) -> None:
    columns = (DatasetColumn("grade", "Grade", ColumnType.STRING, "Grade.", "grade"),)
    terms = Terms("Internal", (), "ODA-03 v01", "Office of Data and Accountability")
    table = pa.table({"grade": ["09", "=1+1"]})
    write_xlsx(Dataset("grades", "Grades", "Grades.", table, columns, terms), tmp_path / "data.xlsx")
    assert inspect_workbook(tmp_path / "data.xlsx") == ()
    with zipfile.ZipFile(tmp_path / "data.xlsx") as book:
        whole = b"".join(map(book.read, book.namelist()))
    for word in (b"definedName", b"omment", b"pivot", b"externalLink", b"calcChain", b"<f>", b'="hidden"'):
        assert word not in whole


def test_t53_an_uploaded_workbook_is_flagged_for_each_kind_of_hidden_content(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("All students").sheet_state = "hidden"
    book.worksheets[0]["A1"].comment = Comment("J. Doe is the 9", "analyst")
    book.defined_names["hidden_total"] = DefinedName("hidden_total", attr_text="9")
    book.save(tmp_path / "upload.xlsx")
    with zipfile.ZipFile(tmp_path / "upload.xlsx", "a") as upload:
        upload.writestr("xl/pivotCache/pivotCacheRecords1.xml", "<pivotCacheRecords/>")
    rules = {fault.rule for fault in inspect_workbook(tmp_path / "upload.xlsx")}
    assert rules >= {
        "workbook.hidden-sheet",
        "workbook.comments",
        "workbook.pivot-cache",
        "workbook.defined-name",
    }
