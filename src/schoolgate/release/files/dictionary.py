"""dictionary.csv: one line for each column of the data, for people and for programs."""

from pathlib import Path

from schoolgate.release.files.about import marks_text
from schoolgate.release.files.csv_file import write_text_csv
from schoolgate.release.files.dataset import Dataset

DICTIONARY_COLUMNS = ("column", "title", "type", "description", "values", "marks", "element", "files")
_ALL_FILES = "data.csv data.parquet data.xlsx"


def write_dictionary(dataset: Dataset, path: Path) -> None:
    """Write what each column means, which values and marks it may hold, and which files have it."""
    write_text_csv(path, DICTIONARY_COLUMNS, dictionary_rows(dataset))


def dictionary_rows(dataset: Dataset) -> list[tuple[str, ...]]:
    """Return a row for each column, and one for each column of marks that data.parquet has besides."""
    rows: list[tuple[str, ...]] = []
    for column in dataset.columns:
        marks = marks_text(column)
        about = (column.name, column.title, column.type, column.description, "; ".join(column.values))
        rows.append((*about, marks, column.element, _ALL_FILES))
        if column.marks:
            title, description = f"{column.title}: mark", f"What stands in place of {column.name}; empty where nothing."
            known = "; ".join(column.marks)
            rows.append((column.mark_name, title, "string", description, known, "", column.element, "data.parquet"))
    return rows
