"""Runs every benchmark in turn: `make bench`. Each module offers `run()`, which prints its own table.

Options go to the benchmark that is named before them: `python -m benchmarks suppression --tables d2`.
"""

import importlib
import sys

MODULES: tuple[str, ...] = (
    "sample",
    "warehouse",
    "gate",
    "microdata",
    "microdata_peers",
    "suppression",
    "tables",
    "scaling",
    "attackers",
    "tau_argus",
    "office",
)


def main(arguments: list[str]) -> None:
    """Run the named benchmarks, or all of them."""
    cut = next((place for place, argument in enumerate(arguments) if argument.startswith("-")), len(arguments))
    names, options = arguments[:cut], arguments[cut:]
    if options and len(names) != 1:
        sys.exit("Options belong to one benchmark: name it before them.")
    for name in names or MODULES:
        module = importlib.import_module(f"benchmarks.{name}")
        if options:
            module.run(options)
        else:
            module.run()


if __name__ == "__main__":
    main(sys.argv[1:])
