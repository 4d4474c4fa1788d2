"""Every number of the circular that the software can meet has a test of its name; the others say why not."""

import ast
import re
from pathlib import Path

import pytest

from schoolgate.policy.clauses import CLAUSES, Clause, Part, law_of

HERE = Path(__file__).parent
NUMBERED = re.compile(r"test_([rd]\d+)_")


def _tested() -> set[str]:
    names = (
        node.name
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    return {found[1].upper() for name in names if (found := NUMBERED.match(name))}


TESTED = _tested()


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: clause.number)
def test_every_number_that_the_software_can_meet_has_a_test(clause: Clause) -> None:
    if clause.part is Part.OFFICE:
        assert clause.why_not_here
        assert clause.number not in TESTED, "it is met after all: say so in the table"
    else:
        assert clause.number in TESTED


def test_no_test_names_a_number_that_the_circular_does_not_have() -> None:
    assert set(CLAUSES) >= TESTED


def test_the_table_holds_every_number_once_in_order() -> None:
    assert list(CLAUSES) == [f"R{number}" for number in range(1, 73)] + [f"D{number}" for number in range(1, 25)]


def test_a_number_that_is_none_has_no_law() -> None:
    with pytest.raises(KeyError):
        law_of(("R99",))


WORKED_CASES = (
    *range(1, 8),
    *range(10, 21),
    *range(22, 29),
    30,
    31,
    *range(33, 38),
    39,
    *range(43, 47),
    48,
    49,
    *range(51, 57),
    58,
)
CASE = re.compile(r"_t(\d+)(?=_)")


def test_every_worked_case_has_a_test() -> None:
    """They stand beside what they test; all folders are searched."""
    named = {
        int(number)
        for path in HERE.parent.rglob("test_*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("def test_")
        for number in CASE.findall(line)
    }
    assert [case for case in WORKED_CASES if case not in named] == []
