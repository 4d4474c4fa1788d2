"""Every file of a release, written from one frozen value: the same value, the same bytes."""

from schoolgate.release.files.about import READING
from schoolgate.release.files.bundle import write_bundle
from schoolgate.release.files.columns import ColumnType, DatasetColumn
from schoolgate.release.files.csv_file import write_csv
from schoolgate.release.files.dataset import Dataset, Terms
from schoolgate.release.files.formulas import neutraliser, restorer
from schoolgate.release.files.manifest import MANIFEST, SEAL, Manifest, ManifestFile, Seal
from schoolgate.release.files.marks import HIDDEN, mark_name, with_marks
from schoolgate.release.files.method import MethodNote, method_text
from schoolgate.release.files.workbook_inspection import inspect_workbook

__all__ = [
    "HIDDEN",
    "MANIFEST",
    "READING",
    "SEAL",
    "ColumnType",
    "Dataset",
    "DatasetColumn",
    "Manifest",
    "ManifestFile",
    "MethodNote",
    "Seal",
    "Terms",
    "inspect_workbook",
    "mark_name",
    "method_text",
    "neutraliser",
    "restorer",
    "with_marks",
    "write_bundle",
    "write_csv",
]
