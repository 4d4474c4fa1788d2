"""Who stands behind the small groups of a table. Asked only where people decided to show such groups (R46)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse.cuboid import columns_of, keys_sql
from schoolgate.warehouse.elements import column_sql, joins_sql
from schoolgate.warehouse.measures import OUTCOMES
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.selection import selected
from schoolgate.warehouse.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Printed:
    """What a table prints of each group: how many there are, and for outcomes of which it prints a rate or a mean.

    recorded: outcomes by which it tells of the students who have a record. rated: those whose parts it tells too.
    """

    group_by: tuple[str, ...]
    recorded: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()


def students_in_small_groups(
    snapshot: Snapshot, population: Population, school_year: SchoolYear, printed: Printed, threshold: int
) -> tuple[str, ...]:
    """Return the students (users.sourcedId) whom some printed group of fewer than `threshold` counts, in order.

    Every crossing of the groupings at every level is a group, margins too, and so are those of it who have a record,
    who have the outcome and who lack it.
    """
    with selected(snapshot, Scope.district(), population, (school_year,)) as con:
        outcomes = [OUTCOMES[name] for name in printed.recorded]
        levels = [columns_of(con, name) for name in printed.group_by]
        held = snapshot.extensions()
        keys = [*keys_sql(con, printed.group_by), *(column_sql(outcome, held) for outcome in outcomes), "b.student"]
        small = " OR ".join(_small(levels, printed, threshold))
        query = f"""SELECT DISTINCT student FROM (
            SELECT * FROM (SELECT {", ".join(keys)} FROM base AS b {joins_sql(outcomes)}) QUALIFY {small})
            ORDER BY student"""
        return tuple(row[0] for row in con.execute(query).fetchall())


def _small(levels: Sequence[tuple[str, ...]], printed: Printed, threshold: int) -> Iterator[str]:
    """Yield what is true of a student in one kind of small group."""
    for crossing in product(*((None, *columns) for columns in levels)):
        by = [f'"{column}"' for column in crossing if column is not None]
        yield _counted(by, by, threshold)
        for outcome in printed.recorded:
            yield _counted([*by, f'"{outcome}"'], [*by, f'"{outcome}" IS NULL'], threshold)
        for outcome in printed.rated:
            yield _counted([*by, f'"{outcome}"'], [*by, f'"{outcome}"'], threshold)


def _counted(known: Sequence[str], by: Sequence[str], threshold: int) -> str:
    partition = f"PARTITION BY {', '.join(by)}" if by else ""
    terms = [f"{column} IS NOT NULL" for column in known]
    return f"({' AND '.join([*terms, f'count(*) OVER ({partition}) < {threshold}'])})"
