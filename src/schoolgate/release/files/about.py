"""What a reader must know to use the files: the same words in the spreadsheet, the dictionary and the note."""

from schoolgate.release.files.columns import DatasetColumn
from schoolgate.release.files.dataset import Dataset
from schoolgate.release.files.marks import HIDDEN

_HIDDEN = (
    f"A cell with {HIDDEN} is hidden, because its group is small or to protect a small group. "
    "The mark does not say which of the two."
)
_BANDED = "A cell with < or > and a percentage stands for a share too near 0 or 100 % to be told."
_MARKS_APART = (
    "In data.parquet a cell with a mark is null, and the column of the same name with _mark at its end holds the mark."
)
READING = (
    "The three data files, data.csv, data.parquet and data.xlsx, tell the same.",
    _HIDDEN,
    _BANDED,
    "An empty cell means that there is no value, or none that may be shared with you.",
    _MARKS_APART,
    "In data.csv and data.xlsx an apostrophe stands before a text that a spreadsheet could run as a formula (it begins "
    "with = + - @, a tab or a line break, or has one of the four signs right after ; or a line break), and before a "
    "text that reads like a mark. Take one apostrophe away there to have the text as it is in data.parquet.",
    "Line breaks within a text are single line feeds. Characters that no spreadsheet can hold are shown as \ufffd.",
)


def reading_of(dataset: Dataset) -> tuple[str, ...]:
    """Return the sentences that this dataset needs: nothing is said of marks that no column can bear."""
    is_hidden = any(column.hidden_mark for column in dataset.columns)
    is_banded = any(column.bands for column in dataset.columns)
    needed = {_HIDDEN: is_hidden, _BANDED: is_banded, _MARKS_APART: is_hidden or is_banded}
    return tuple(sentence for sentence in READING if needed.get(sentence, True))


def marks_text(column: DatasetColumn) -> str:
    """Say what may stand in place of a value of this column; empty where nothing may."""
    hidden = [f"{HIDDEN} hidden"] if column.hidden_mark else []
    return "; ".join([*hidden, *(f"{band} banded" for band in column.bands)])


def about_rows(dataset: Dataset) -> list[tuple[str, ...]]:
    """Return the rows of the sheet about the data: a word and its text, then the dictionary with its header."""
    terms = dataset.terms
    rows: list[tuple[str, ...]] = [
        ("Title", dataset.title),
        ("Description", dataset.description),
        ("For", terms.audience),
        *(("Condition", condition) for condition in terms.conditions),
        ("Decided under", terms.policy),
        ("Contact", terms.contact),
        *(("Reading", sentence) for sentence in reading_of(dataset)),
        (),
        ("Column", "Title", "Type", "Description", "Values", "Marks"),
    ]
    rows.extend(
        (column.name, column.title, column.type, column.description, "; ".join(column.values), marks_text(column))
        for column in dataset.columns
    )
    return rows
