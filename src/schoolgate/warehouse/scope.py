"""Which rows a person may reach, as SQL that every query starts from. It is never a filter on what a query gave.

A scope's query gives spans: `student, school, school_year, begins, ends` (exclusive), with the grade at that school
and whether it is the student's main one. Spans of one student, school and year neither overlap nor touch.
Source: ODA-03, "Who is requesting?", school leaders (R33) and teachers (R34); 34 CFR 99.31(a)(1)(ii) (D10).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schoolgate.warehouse.model_tables import merged
from schoolgate.warehouse.snapshot import Snapshot, schools_led, schools_taught
from schoolgate.warehouse.sql import list_of, text_of


class ScopeKind(StrEnum):
    """Whose scope it is."""

    DISTRICT = "district"
    LEADER = "leader"
    TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a person may reach, for any snapshot. `spans` is the SQL; `person_id` is empty for the district."""

    kind: ScopeKind
    spans: str
    person_id: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether no row is out of reach."""
        return self.kind is ScopeKind.DISTRICT

    @classmethod
    def district(cls) -> "Scope":
        """Return the scope of the office itself: every row."""
        return cls(
            ScopeKind.DISTRICT, "SELECT student, school, school_year, begins, ends, grade, is_primary FROM stays"
        )

    @classmethod
    def leader(cls, snapshot: Snapshot, person_id: str, on: date) -> "Scope":  # noqa: ARG003  # one shape for all
        """Return what a school leader reaches: the days students were enrolled in the schools they lead on a day."""
        spans = f"""
            SELECT student, school, school_year, begins, ends, grade, is_primary FROM stays
            WHERE school IN ({schools_led(person_id, on)})"""
        return cls(ScopeKind.LEADER, spans, person_id)

    @classmethod
    def teacher(
        cls,
        snapshot: Snapshot,  # noqa: ARG003  # one shape for all
        person_id: str,
        on: date,
        *,
        granted_schools: tuple[str, ...] = (),
    ) -> "Scope":
        """Return what a teacher reaches: the days on which they taught a section that the student was enrolled in.

        Sections of a school where the teacher no longer holds a post count only where the office granted the school.
        """
        granted = f" UNION SELECT unnest([{list_of(granted_schools)}])" if granted_schools else ""
        taught = f"""
            SELECT s.student, s.school, s.school_year,
                   greatest(s.begins, t.begins) AS begins, least(s.ends, t.ends) AS ends
            FROM teaching AS t JOIN section_stays AS s
              ON s.class = t.class AND s.school_year = t.school_year AND s.begins < t.ends AND t.begins < s.ends
            WHERE t.person = {text_of(person_id)} AND t.school IN ({schools_taught(person_id, on)}{granted})"""
        spans = f"""
            SELECT m.student, m.school, m.school_year, m.begins, m.ends, p.grade, p.is_primary
            FROM ({merged(taught)}) AS m
            JOIN (SELECT DISTINCT student, school, school_year, grade, is_primary FROM stays) AS p
              ON p.student = m.student AND p.school = m.school AND p.school_year = m.school_year"""
        return cls(ScopeKind.TEACHER, spans, person_id)
