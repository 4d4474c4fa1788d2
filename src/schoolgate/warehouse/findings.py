"""Everything found wrong in one import, gathered until all of it can be told at once."""

from collections import Counter
from collections.abc import Iterable

from schoolgate.core import Fault, Severity, printable
from schoolgate.warehouse.rulebook import RULES

# Faults of one rule in one column that are told one by one; the rest are counted in a last fault.
SHOWN_PER_RULE = 1000


class Findings:
    """A list of faults that only grows."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(
        self,
        rule: str,
        source: str,
        message: str,
        *,
        line: int | None = None,
        column: str | None = None,
        mend: str = "",
    ) -> None:
        """Note one fault of a rule of the rulebook; `mend` replaces the rulebook's where it can say more."""
        known = RULES[rule]
        where = None if column is None else printable(column)
        fault = Fault(printable(source), line, where, rule, printable(message), mend or known.mend, known.severity)
        self._faults.append(fault)

    def add_many(
        self, rule: str, source: str, column: str | None, lines: Iterable[tuple[int, str]], total: int
    ) -> None:
        """Note many rows at fault: `(line, message)` for the first ones, and how many there are in all."""
        shown = 0
        for line, message in lines:
            self.add(rule, source, message, line=line, column=column)
            shown += 1
        if total > shown:
            self.add(rule, source, f"{total - shown:,} more rows have the same fault.", column=column)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that stop the import."""
        return tuple(fault for fault in self._faults if fault.severity is Severity.ERROR)

    @property
    def all(self) -> tuple[Fault, ...]:
        """Every fault: errors first, then warnings, each in the order of file and line."""
        return tuple(sorted(self._faults, key=_order))

    def counts(self) -> Counter[str]:
        """Return how many faults each rule has."""
        return Counter(fault.rule for fault in self._faults)


def _order(fault: Fault) -> tuple[bool, str, int, str]:
    return fault.severity is Severity.WARNING, fault.source, fault.line or 0, fault.rule
