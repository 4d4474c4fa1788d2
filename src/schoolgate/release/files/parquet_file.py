"""Parquet: numbers stay numbers, and what stands in place of a value has a column of its own."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from schoolgate.release.files.dataset import Dataset

_GROUP_ROWS = 131_072


def write_parquet(dataset: Dataset, path: Path) -> None:
    """Write the rows of a dataset, compressed with Zstandard; the same dataset gives the same bytes.

    A hidden value is null, and the column `<name>_mark` beside it says `*`. The file's metadata hold title,
    description, audience and the columns' descriptions, and nothing of pandas, Arrow or this machine.
    """
    descriptions = {column.name: column.description for column in dataset.columns}
    about = {
        "title": dataset.title,
        "description": dataset.description,
        "audience": dataset.terms.audience,
        "columns": json.dumps(descriptions, ensure_ascii=False),
    }
    with pq.ParquetWriter(path, dataset.table.schema, compression="zstd", version="2.6", store_schema=False) as writer:
        writer.write_table(dataset.table, row_group_size=_GROUP_ROWS)
        writer.add_key_value_metadata(about)
