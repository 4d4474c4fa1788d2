"""One import of the district's records, as it was loaded: read, never changed."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from schoolgate.core import CheckFailed, Fault, SchoolYear
from schoolgate.warehouse.model_tables import LEADER_ROLES
from schoolgate.warehouse.report import ImportReport
from schoolgate.warehouse.schema import EXTENSION_FILES
from schoolgate.warehouse.snapshot_card import changed_files, read_card
from schoolgate.warehouse.sql import first_row, list_of, text_of


@dataclass(frozen=True, slots=True)
class School:
    """A school; `region` and its name where the district has a level between itself and its schools."""

    id: str
    name: str
    region: str | None
    region_name: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a school year for which attendance or marks are kept; `ends` is the first day after."""

    id: str
    title: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Section:
    """A class that a person teaches, in one school year."""

    id: str
    title: str
    school: str
    school_year: SchoolYear


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as of a day: roles held then, schools led then, and every section ever taught."""

    id: str
    name: str
    roles: tuple[str, ...]
    schools_led: tuple[School, ...]
    schools_taught: tuple[School, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot in its folder. Its id is the hash of what it says."""

    folder: Path

    @property
    def id(self) -> str:
        """The content hash, 64 hexadecimal digits."""
        return self.folder.name

    def report(self) -> ImportReport:
        """Return the report of the import that made it."""
        return read_card(self.folder)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Return an engine of its own, with a view for each table. The caller closes it."""
        con = duckdb.connect(":memory:")
        con.execute("SET enable_progress_bar = false")
        for path in sorted(self.folder.glob("*.parquet")):
            con.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet({text_of(str(path))})")
        return con

    def check(self) -> None:
        """Raise CheckFailed with every file of the snapshot whose bytes were changed since it was loaded."""
        names = changed_files(self.folder)
        if names:
            raise CheckFailed(
                Fault(
                    f"{self.id}/{name}",
                    None,
                    None,
                    "snapshot.changed",
                    "The file is not as it was written.",
                    "Load the extract again.",
                )
                for name in names
            )

    def extensions(self) -> frozenset[str]:
        """Return the extension files that the extract had, even empty ones."""
        return frozenset(count.kind for count in self.report().counts).intersection(EXTENSION_FILES)

    def school_years(self) -> tuple[SchoolYear, ...]:
        """Return the school years, oldest first."""
        return self.report().school_years

    def schools(self) -> tuple[School, ...]:
        """Return all schools by name."""
        with self.connect() as con:
            return _schools(con, "true")

    def terms(self, school_year: SchoolYear, *, of: str = "attendance") -> tuple[Term, ...]:
        """Return the terms of a year in date order: of the kind that its attendance or marks name, else the finest."""
        with self.connect() as con:
            rows = con.execute(
                f"SELECT term, title, begins, ends FROM terms WHERE school_year = {school_year.ends_in} "
                f"AND events = {text_of(of)} ORDER BY position"
            ).fetchall()
        return tuple(Term(*row) for row in rows)

    def person(self, person_id: str, on: date) -> Person | None:
        """Return a member of staff as of a day, or None where the snapshot knows none of that id."""
        with self.connect() as con:
            found = first_row(
                con, "SELECT concat_ws(' ', given_name, family_name) FROM staff WHERE person = ?", [person_id]
            )
            if found is None:
                return None
            roles = con.execute(f"SELECT DISTINCT role FROM ({posts_on(person_id, on)}) ORDER BY 1").fetchall()
            return Person(
                id=person_id,
                name=found[0],
                roles=tuple(row[0] for row in roles),
                schools_led=_schools(con, f"school IN ({schools_led(person_id, on)})"),
                schools_taught=_schools(con, f"school IN ({schools_taught(person_id, on)})"),
                sections=_sections(con, person_id),
            )


def posts_on(person_id: str, on: date) -> str:
    """Return SQL of the posts that a person holds on a day; a post without dates is held always."""
    return f"""
        SELECT role, school FROM posts WHERE person = {text_of(person_id)}
        AND coalesce(begins <= DATE '{on}', true) AND coalesce(ends > DATE '{on}', true)"""


def schools_led(person_id: str, on: date) -> str:
    """Return SQL of the schools that a person leads on a day (R33: they must hold the school now)."""
    return f"""
        SELECT school FROM ({posts_on(person_id, on)}) WHERE role IN ({list_of(LEADER_ROLES)})
        AND school IN (SELECT org FROM orgs WHERE type = 'school')"""


def schools_taught(person_id: str, on: date) -> str:
    """Return SQL of the schools at which a person holds a teacher's post on a day."""
    return f"SELECT school FROM ({posts_on(person_id, on)}) WHERE role = 'teacher'"


def _schools(con: duckdb.DuckDBPyConnection, condition: str) -> tuple[School, ...]:
    rows = con.execute(
        f"SELECT school, name, region, region_name FROM schools WHERE {condition} ORDER BY name, school"
    ).fetchall()
    return tuple(School(*row) for row in rows)


def _sections(con: duckdb.DuckDBPyConnection, person_id: str) -> tuple[Section, ...]:
    rows = con.execute(
        "SELECT DISTINCT class, title, school, school_year FROM teaching "
        "JOIN classes USING (class, school, school_year) WHERE person = ? ORDER BY school_year, title, class",
        [person_id],
    ).fetchall()
    return tuple(Section(row[0], row[1], row[2], SchoolYear(row[3])) for row in rows)
