"""Runs every benchmark in turn: `make bench`. Each module offers `run()`, which prints its own table."""

import importlib
import sys

MODULES: tuple[str, ...] = ("sample", "warehouse", "gate", "microdata", "office")


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    for name in names or MODULES:
        importlib.import_module(f"benchmarks.{name}").run()


if __name__ == "__main__":
    main(sys.argv[1:])
