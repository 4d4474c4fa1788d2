"""Which students a population selects and where they are, before anything about them is read."""

from collections.abc import Sequence
from dataclasses import dataclass

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse.scope import Scope
from schoolgate.warehouse.selection import selected_students
from schoolgate.warehouse.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class SchoolStudents:
    """A school and the selected students who count in it in one of the years asked for."""

    id: str
    name: str
    students: frozenset[str]


@dataclass(frozen=True, slots=True)
class Headcount:
    """The selected students, and their schools by name."""

    students: frozenset[str]
    schools: tuple[SchoolStudents, ...]


def headcount(snapshot: Snapshot, population: Population, school_years: Sequence[SchoolYear]) -> Headcount:
    """Return the students of the district whom a population selects in some school years."""
    with selected_students(snapshot, Scope.district(), population, school_years) as con:
        rows = con.execute(
            "SELECT school, coalesce(any_value(school_name), school) AS name, list(DISTINCT student) FROM base "
            "GROUP BY school ORDER BY name, school"
        ).fetchall()
    schools = tuple(SchoolStudents(school, name, frozenset(students)) for school, name, students in rows)
    return Headcount(frozenset().union(*(school.students for school in schools)), schools)
