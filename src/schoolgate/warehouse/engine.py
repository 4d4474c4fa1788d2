"""What is asked of an engine, and the one that answers: two questions, whatever the size of the district."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse.cuboid import Cuboid, finest_cuboid
from schoolgate.warehouse.extract import Extract, student_rows
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.snapshot import Snapshot


class Engine(Protocol):
    """Answers the two questions of a release from a snapshot."""

    def cuboid(
        self,
        snapshot: Snapshot,
        scope: Scope,
        population: Population,
        school_year: SchoolYear,
        group_by: Sequence[str],
        outcomes: Sequence[str] = (),
        sums: Sequence[str] = (),
    ) -> Cuboid:
        """Return the counts of students by all dimensions at once."""

    def rows(
        self,
        snapshot: Snapshot,
        scope: Scope,
        population: Population,
        school_years: Sequence[SchoolYear],
        elements: Sequence[str],
        on: date,
    ) -> Extract:
        """Return one row for each student and school year."""


class DuckDbEngine:
    """DuckDB over the snapshot's Parquet files, in this process."""

    def cuboid(
        self,
        snapshot: Snapshot,
        scope: Scope,
        population: Population,
        school_year: SchoolYear,
        group_by: Sequence[str],
        outcomes: Sequence[str] = (),
        sums: Sequence[str] = (),
    ) -> Cuboid:
        """Return the counts of students by all dimensions at once."""
        return finest_cuboid(snapshot, scope, population, school_year, group_by, outcomes, sums)

    def rows(
        self,
        snapshot: Snapshot,
        scope: Scope,
        population: Population,
        school_years: Sequence[SchoolYear],
        elements: Sequence[str],
        on: date,
    ) -> Extract:
        """Return one row for each student and school year."""
        return student_rows(snapshot, scope, population, school_years, elements, on)
