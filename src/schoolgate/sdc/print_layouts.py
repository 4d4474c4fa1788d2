"""How a publisher prints a table: which columns hold what, and what each mark means.

A specification's key `print` describes it. All of it is optional but `columns`:

    "dims": [{"name": "district"}, {"name": "race"}],        codes may be left out: those in the file, below the root
    "print": {
      "columns": {"district": "District"},                   dimension: the column with its codes
      "wide": "race",                                        its codes are the headers of the other columns
      "count": "Count",                                      or: the column with the counts
      "ignore": ["District Code"],                           columns that are neither
      "roots": {"district": "State"},                        what the total is called in the file
      "incomplete": ["race"],                                dimensions with codes that are nowhere in the file
      "marks": {"*": "hidden", "N/A": "zero", "s": [1, 5]},  hidden, zero, absent, or the least and the most
      "missing": "absent"                                    what a combination without a row is: absent or zero
    }
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from schoolgate.core import BadInput, Fault

_FEWER = re.compile(r"(?:n\s*)?<\s*(\d+)")
_AT_MOST = re.compile(r"(?:n\s*)?(?:<=|≤)\s*(\d+)|(\d+) or (?:fewer|less)")
_BETWEEN = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_NUMBER = re.compile(r"\d{1,12}|\d{1,3}(?:[,  '’]\d{3})+")
_MEANINGS = ("hidden", "zero", "absent")
_KEYS = {"columns", "wide", "count", "ignore", "roots", "incomplete", "marks", "missing"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed value tells. count: where shown. hidden, absent: where not. least, most: -1 where not told."""

    count: int = 0
    hidden: bool = False
    absent: bool = False
    least: int = -1
    most: int = -1


@dataclass(frozen=True)
class Layout:
    """How a table is printed. Names of columns and dimensions as in the specification."""

    columns: Mapping[str, str]
    wide: str | None = None
    count: str | None = None
    ignore: frozenset[str] = frozenset()
    roots: Mapping[str, str] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()
    marks: Mapping[str, Reading] = field(default_factory=dict)
    missing_is_zero: bool = False

    def read(self, text: str) -> Reading | None:
        """Return what a printed value tells, None for one that is no count: a percentage, a fraction.

        A value that is neither number nor known mark is taken for a mark of a hidden cell.
        """
        if text in self.marks:
            return self.marks[text]
        if _NUMBER.fullmatch(text):
            return Reading(count=int(re.sub(r"\D", "", text)))
        if found := _FEWER.fullmatch(text):
            return Reading(hidden=True, most=int(found[1]) - 1)
        if found := _AT_MOST.fullmatch(text):
            return Reading(hidden=True, most=int(found[1] or found[2]))
        if found := _BETWEEN.fullmatch(text):
            return Reading(hidden=True, least=int(found[1]), most=int(found[2]))
        return None if re.fullmatch(r"[-+]?[\d.,]+\s*%?", text) else Reading(hidden=True)


def layout_of(source: str, raw: object, dimensions: list[str]) -> Layout:
    """Read the key `print` of a specification. Raises BadInput with every fault."""
    faults: list[Fault] = []
    if not isinstance(raw, Mapping) or not isinstance(raw.get("columns", {}), Mapping):
        raise BadInput([_fault(source, "print", "It describes no columns.", "Write `columns`: dimension to column.")])
    mend = f"The keys are: {', '.join(sorted(_KEYS))}."
    unknown = sorted(set(map(str, raw)) - _KEYS)
    faults += [_fault(source, f"print.{key}", "The key is not known.", mend) for key in unknown]
    columns = {str(name): str(column) for name, column in raw.get("columns", {}).items()}
    wide, count = raw.get("wide"), raw.get("count")
    if (wide is None) == (count is None):
        faults.append(_fault(source, "print", "The counts are nowhere, or twice.", "Give `count` or `wide`."))
    told = {*columns, *([str(wide)] if wide is not None else [])}
    if told != set(dimensions):
        message = f"It tells of {', '.join(sorted(told))}; the dimensions are {', '.join(dimensions)}."
        faults.append(_fault(source, "print.columns", message, "Give each dimension a column, one may be `wide`."))
    missing = raw.get("missing", "absent")
    if missing not in {"absent", "zero"}:
        faults.append(_fault(source, "print.missing", f"{missing!r} is neither.", "Write absent or zero."))
    marks = {str(mark): _mark(source, str(mark), meaning, faults) for mark, meaning in raw.get("marks", {}).items()}
    if faults:
        raise BadInput(faults)
    return Layout(
        columns,
        None if wide is None else str(wide),
        None if count is None else str(count),
        frozenset(map(str, raw.get("ignore", []))),
        {str(name): str(code) for name, code in raw.get("roots", {}).items()},
        frozenset(map(str, raw.get("incomplete", []))),
        marks,
        missing == "zero",
    )


def _mark(source: str, mark: str, meaning: object, faults: list[Fault]) -> Reading:
    if meaning in _MEANINGS:
        return Reading(hidden=meaning == "hidden", absent=meaning == "absent")
    if isinstance(meaning, list) and len(meaning) == 2 and all(isinstance(end, int) for end in meaning):
        return Reading(hidden=True, least=meaning[0], most=meaning[1])
    mend = "Write hidden, zero, absent, or the least and the most as [1, 5]."
    faults.append(_fault(source, f"print.marks.{mark}", f"{meaning!r} is no meaning.", mend))
    return Reading(hidden=True)


def _fault(source: str, key: str, message: str, mend: str) -> Fault:
    return Fault(source, None, key, "print.layout", message, mend)
