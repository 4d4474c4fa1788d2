"""datapackage.json: the Frictionless descriptor (Data Package v1) of a release."""

from pathlib import Path

from schoolgate.release.files.about import reading_of
from schoolgate.release.files.columns import DatasetColumn
from schoolgate.release.files.csv_file import CSV_FORM
from schoolgate.release.files.dataset import Dataset
from schoolgate.release.files.dictionary import DICTIONARY_COLUMNS
from schoolgate.release.files.documents import canonical_json, sha256_of
from schoolgate.release.files.formulas import neutraliser

_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_datapackage(dataset: Dataset, path: Path) -> None:
    """Describe data.csv and dictionary.csv, which lie beside `path`, with their bytes and hashes.

    data.parquet and data.xlsx hold the rows of data.csv: they stand as its `alternates`, since every resource
    of the profile tabular-data-package must be a table that any reader of the profile can open.
    """
    folder = path.parent
    data = {
        **_table_resource(folder / "data.csv", "data", dataset.title),
        "schema": _schema(dataset),
        "alternates": [_file(folder / "data.parquet", _PARQUET), _file(folder / "data.xlsx", _XLSX)],
    }
    fields = [{"name": name, "type": "string"} for name in DICTIONARY_COLUMNS]
    dictionary = {
        **_table_resource(folder / "dictionary.csv", "dictionary", "What each column means"),
        "schema": {"fields": fields, "missingValues": [""]},
    }
    terms = dataset.terms
    package = {
        "profile": "tabular-data-package",
        "name": dataset.name,
        "title": dataset.title,
        "description": "\n\n".join([dataset.description, *reading_of(dataset)]),
        "licenses": [{"name": "other-closed", "title": terms.audience}],
        "conditions": list(terms.conditions),
        "audience": terms.audience,
        "policy": terms.policy,
        "contact": terms.contact,
        "resources": [data, dictionary],
    }
    path.write_bytes(canonical_json(package))


# JSON objects, from here on.
def _file(path: Path, media_type: str) -> dict[str, object]:
    return {
        "path": path.name,
        "mediatype": media_type,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
    }


def _table_resource(path: Path, name: str, title: str) -> dict[str, object]:
    return {
        **_file(path, "text/csv"),
        "profile": "tabular-data-resource",
        "name": name,
        "title": title,
        "format": "csv",
        "encoding": "utf-8",
        "dialect": dict(CSV_FORM),
    }


def _schema(dataset: Dataset) -> dict[str, object]:
    written = neutraliser(dataset.marks)
    schema: dict[str, object] = {
        "fields": [_field(column, written(column.name)) for column in dataset.columns],
        "missingValues": ["", *dataset.marks],
    }
    if dataset.primary_key:
        schema["primaryKey"] = [written(name) for name in dataset.primary_key]
    return schema


def _field(column: DatasetColumn, name: str) -> dict[str, object]:
    field: dict[str, object] = {
        "name": name,
        "title": column.title,
        "type": column.type.value,
        "description": column.description,
        "element": column.element,
    }
    if column.marks:
        field["marks"] = list(column.marks)
    return field
