"""The estimate of a fee, by the three factors that the circular names: size, time, scope (R64)."""

from dataclasses import dataclass

from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import FeeTable


@dataclass(frozen=True, slots=True)
class FeeEstimate:
    """What a request may cost, factor by factor, in units of the currency."""

    currency: str
    size: float
    time: float
    scope: float

    @property
    def total(self) -> float:
        """The whole fee."""
        return round(self.size + self.time + self.scope, 2)

    @property
    def amount(self) -> str:
        """The whole fee as it is told."""
        return f"{self.total:,.2f} {self.currency}"


def estimate_fee(facts: Facts, table: FeeTable) -> FeeEstimate:
    """Return the estimate; the number of students is that of the records, else of the ID list, else none."""
    ids = facts.query.population.ids
    listed = 0 if ids is None else len(ids.entries)
    students = listed if facts.records is None or ids is not None else facts.records.student_count
    columns = len(facts.query.elements) + len(facts.query.group_by) + len(facts.query.measures)
    scope = table.per_school_year * len(facts.query.school_years) + table.per_element * columns
    return FeeEstimate(
        currency=table.currency,
        size=round(table.per_1000_students * students / 1000, 2),
        time=round(table.per_hour * table.hours_assumed, 2),
        scope=round(scope, 2),
    )
