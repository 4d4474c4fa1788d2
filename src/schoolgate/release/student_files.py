"""What the student-level kinds share: rows beside their students, and a dataset in an order that tells nothing."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from schoolgate.policy.pack import PolicyPack
from schoolgate.release.files import ColumnType, Dataset, DatasetColumn
from schoolgate.release.permits import Permit
from schoolgate.warehouse.extract import Extract

_ROW = "_row"
_INTERNAL = "_"


def columns_of(extract: Extract, pack: PolicyPack) -> tuple[DatasetColumn, ...]:
    """Return the dataset's columns for an extract, in its order."""
    titles = {element.id: element.title for element in pack.elements}
    return tuple(
        DatasetColumn(
            name=column.name,
            title=titles.get(column.element, column.name.replace("_", " ").capitalize()),
            type=ColumnType(column.type),
            description=column.description,
            element=column.element,
        )
        for column in extract.columns
    )


def ordered(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return the rows sorted by what is released and by nothing else, so that their order tells no removed number."""
    keys = [pc.cast(table.column(name), pa.string()) for name in columns]
    sortable = pa.table([*keys, pa.array(range(table.num_rows), pa.int64())], names=[*columns, _ROW])
    order = sortable.sort_by([(name, "ascending") for name in [*columns, _ROW]]).column(_ROW)
    return table.take(order)


def dataset_of(
    permit: Permit, table: pa.Table, columns: Sequence[DatasetColumn], *, name: str, title: str, description: str
) -> tuple[Dataset, tuple[str, ...]]:
    """Return the dataset of an extract's rows, ordered, and the student behind each row.

    Columns of the table that are not declared, such as those that begin with `_`, are dropped here.
    """
    rows = ordered(table, [column.name for column in columns])
    students = tuple(rows.column("_student").to_pylist())
    names = [name for column in columns for name in (column.name, column.mark_name)]
    released = rows.select([name for name in names if name in rows.column_names])
    dataset = Dataset(
        name=name, title=title, description=description, table=released, columns=tuple(columns), terms=permit.terms
    )
    return dataset, students


def blanked(table: pa.Table, column: str, keep: Sequence[bool]) -> pa.Table:
    """Return the table with a column's cells emptied wherever `keep` is False."""
    values = table.column(column)
    emptied = pc.if_else(pa.array(keep, pa.bool_()), values, pa.scalar(None, values.type))
    return table.set_column(table.column_names.index(column), column, emptied)
