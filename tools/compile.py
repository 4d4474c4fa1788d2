"""Compiles catalogues, and what runs, once, so that the first command does not wait: `make setup` runs this."""

import compileall
import importlib
import sys

from schoolgate import sdc
from tools import catalogues


def main() -> None:
    """Compile the catalogues, the loops of disclosure control to machine code, the modules of the gate to bytecode."""
    catalogues.main()
    _protect_a_small_table()
    importlib.import_module("schoolgate.cli.demo")
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if path is not None and path.endswith(".py"):
            compileall.compile_file(path, quiet=2)  # only where the compiled file is older


def _protect_a_small_table() -> None:
    """Protect at both levels: that compiles the moves, the eliminations and the verifier."""
    schools, races = ["Adams", "Burke", "Clark"], ["A", "B", "C"]
    dimensions = [sdc.flat_dimension("school", schools), sdc.flat_dimension("race", races)]
    rows = [(school, race) for school in (1, 2, 3) for race in (1, 2, 3)]
    table = sdc.CountTable.from_counts(dimensions, rows=rows, counts=[60, 41, 4, 31, 25, 28, 12, 90, 33])
    for level in sdc.Level:
        sdc.protect(table, level=level)


if __name__ == "__main__":
    main()
