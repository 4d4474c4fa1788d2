"""What the newest snapshot says of one student that decides who may sign."""

from datetime import date

from schoolgate.core import IdList, ListedId, Population
from schoolgate.office.requests.determinations import snapshot
from schoolgate.policy.consents import Signatory
from schoolgate.warehouse import Scope, student_rows


def signatory_of(number: str, on: date) -> Signatory | None:
    """Return birth date and newest grade of a student; None where no record is known."""
    found = snapshot()
    if found is None:
        return None
    population = Population(ids=IdList("consent", (ListedId(1, number),)))
    for year in sorted(found.school_years(), reverse=True):
        table = student_rows(found, Scope.district(), population, (year,), ("grade",), on).table
        if table.num_rows:
            row = table.slice(0, 1).to_pylist()[0]
            return Signatory(row["_birth_date"], row["_grade"])
    return None
