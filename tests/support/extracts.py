"""The generated extract as a test reads it: with the csv module and nothing of the warehouse."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path


def rows(extract: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of one file of an extract."""
    with (extract / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True, slots=True)
class Student:
    """One student as users.csv and demographics.csv have it."""

    sourced_id: str
    number: str
    state_id: str
    given: str
    family: str
    preferred_given: str
    preferred_family: str
    grade: str
    birth_date: date
    school: str

    @property
    def name_in_use(self) -> str:
        """The name that may be shown."""
        return f"{self.preferred_given or self.given} {self.preferred_family or self.family}"


def current_students(extract: Path) -> dict[str, Student]:
    """Return the students who are enrolled as far as roles.csv tells (no end date), by sourcedId."""
    return _students(extract, [role for role in rows(extract, "roles") if not role["endDate"]])


def all_students(extract: Path) -> dict[str, Student]:
    """Return every student that roles.csv has ever known, by sourcedId, at one of their schools."""
    return _students(extract, rows(extract, "roles"))


def _students(extract: Path, roles: list[dict[str, str]]) -> dict[str, Student]:
    schools = {role["userSourcedId"]: role["orgSourcedId"] for role in roles if role["role"] == "student"}
    born = {row["sourcedId"]: date.fromisoformat(row["birthDate"]) for row in rows(extract, "demographics")}
    return {
        user["sourcedId"]: Student(
            user["sourcedId"],
            user["identifier"],
            user["metadata.stateId"],
            user["givenName"],
            user["familyName"],
            user["preferredGivenName"],
            user["preferredFamilyName"],
            user["grades"],
            born[user["sourcedId"]],
            schools[user["sourcedId"]],
        )
        for user in rows(extract, "users")
        if user["sourcedId"] in schools
    }
