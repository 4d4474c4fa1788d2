"""Which grades a school offers, as its classes tell: what everybody can know of a school without any student."""

from dataclasses import dataclass

from schoolgate.core import SchoolYear
from schoolgate.warehouse.snapshot import Snapshot


@dataclass(frozen=True, slots=True, order=True)
class Offering:
    """A grade that a school has classes for."""

    school: str
    grade: str


def grades_offered(snapshot: Snapshot, school_year: SchoolYear) -> frozenset[Offering]:
    """Return every grade for which a school has a class in a school year; empty where classes name no grades."""
    with snapshot.connect() as con:
        rows = con.execute(
            "SELECT DISTINCT school, trim(unnest(string_split(grades, ','))) AS grade FROM classes "
            "WHERE school_year = ? AND grades IS NOT NULL",
            [school_year.ends_in],
        ).fetchall()
    return frozenset(Offering(school, grade) for school, grade in rows)
