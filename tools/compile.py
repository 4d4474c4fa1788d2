"""Compiles catalogues, and what runs as machine code, so that no command waits for it: `make setup` runs this."""

from schoolgate import sdc
from tools import catalogues


def main() -> None:
    """Compile the catalogues, and protect a small table at both levels: that compiles the moves and the verifier."""
    catalogues.main()
    schools, races = ["Adams", "Burke", "Clark"], ["A", "B", "C"]
    dimensions = [sdc.flat_dimension("school", schools), sdc.flat_dimension("race", races)]
    rows = [(school, race) for school in (1, 2, 3) for race in (1, 2, 3)]
    table = sdc.CountTable.from_counts(dimensions, rows=rows, counts=[60, 41, 4, 31, 25, 28, 12, 90, 33])
    for level in sdc.Level:
        sdc.protect(table, level=level)


if __name__ == "__main__":
    main()
