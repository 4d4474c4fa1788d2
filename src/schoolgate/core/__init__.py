"""The words that every layer shares: school years, data levels, queries, errors. Standard library only."""

from schoolgate.core.csv_rows import CsvRow, read_csv_rows, syntax_text
from schoolgate.core.errors import (
    BadInput,
    CheckFailed,
    Fault,
    NotAllowed,
    SchoolgateError,
    Severity,
    printable,
)
from schoolgate.core.levels import DataLevel
from schoolgate.core.progress import Progress, silent
from schoolgate.core.query import QUERY_SOURCE, Condition, IdList, ListedId, Population, Query
from schoolgate.core.school_year import SchoolYear

__all__ = [
    "QUERY_SOURCE",
    "BadInput",
    "CheckFailed",
    "Condition",
    "CsvRow",
    "DataLevel",
    "Fault",
    "IdList",
    "ListedId",
    "NotAllowed",
    "Population",
    "Progress",
    "Query",
    "SchoolYear",
    "SchoolgateError",
    "Severity",
    "printable",
    "read_csv_rows",
    "silent",
    "syntax_text",
]
