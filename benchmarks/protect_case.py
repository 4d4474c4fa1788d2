"""Protects one case through the library, for what `schoolgate protect` has no files for: margins, structural zeros.

A process of its own: `python -m benchmarks.protect_case --spec S --counts C --out CELLS --proof P [--rules R]`.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks import cases
from schoolgate import sdc
from schoolgate.sdc import files, proof_files

WITHHELD = 3


def options() -> argparse.ArgumentParser:
    """Return what both children of a benchmark are asked with."""
    parser = argparse.ArgumentParser()
    for name in ("spec", "counts", "out", "proof", "rules"):
        parser.add_argument(f"--{name}", type=Path, required=name != "rules")
    parser.add_argument("--level", default="ambiguous")
    parser.add_argument("--zeros", default="hide")
    parser.add_argument("--sums", default="protect")
    return parser


def main(arguments: list[str]) -> int:
    """Protect and print the summary that the command line prints; 3 where the table is withheld."""
    asked = options().parse_args(arguments)
    case = cases.read(asked.spec, asked.counts, asked.rules)
    protected = sdc.protect(
        case.table,
        threshold=case.threshold,
        level=asked.level,
        zeros=asked.zeros,
        sums=asked.sums,
        structural_zeros=case.structural,
    )
    if protected.withheld is not None:
        print(protected.withheld, file=sys.stderr)
        return WITHHELD
    files.write_cells(asked.out, protected)
    proof_files.write_proof(asked.proof, protected)
    summary = {
        "cells": int(case.table.published.sum()),
        "primary": int((protected.status == sdc.PRIMARY).sum()),
        "secondary": protected.secondary_count,
        "loss": protected.loss,
        "lower_bound": protected.lower_bound,
    }
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
