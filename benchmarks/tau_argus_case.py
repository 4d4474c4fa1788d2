"""Protects one case with the τ-ARGUS engine of PyPI's pytauargus, in a process of its own: it may crash or not end.

`python -m benchmarks.tau_argus_case --spec S --counts C --out CELLS --method OPT`. Primary is a cell of fewer
contributors than the threshold; zeros are shown. Writes the cells as our command line does, so that the same attacker
judges them.
"""

import argparse
import contextlib
import csv
import gzip
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any  # what a JSON document holds

from pytauargus import protect

STUDENTS = "students"
MARGIN_PERCENT = 10  # of a count of 1 to 9 this is less than one student: the least that the rule can be asked for
_STATES = {"S": "pub", "U": "primary", "M": "secondary"}


def main(arguments: list[str]) -> None:
    """Protect, write the cells, print the counts as JSON."""
    parser = argparse.ArgumentParser()
    for name in ("spec", "counts", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--method", required=True)
    asked = parser.parse_args(arguments)
    spec = json.loads(asked.spec.read_text(encoding="utf-8"))
    out, counts = asked.out.resolve(), asked.counts.resolve()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # the engine leaves its logs where it runs
        rows = _protected(spec, counts, asked.method, Path(folder))
    cells = [row for row in rows if row["status"] != "E"]
    _write(out, [dimension["name"] for dimension in spec["dims"]], cells)
    second = [int(row["n"]) for row in cells if row["status"] == "M"]
    primary = sum(row["status"] == "U" for row in cells)
    print(json.dumps({"cells": len(rows), "primary": primary, "secondary": len(second), "loss": sum(second)}))


def _protected(spec: dict[str, Any], counts: Path, method: str, folder: Path) -> list[dict[str, str]]:
    """Return every cell: a code of each dimension, `n` and the engine's status."""
    trees, finest = {}, {}
    for dimension in spec["dims"]:
        finest[dimension["name"]] = dimension["columns"][-1]
        if len(dimension["columns"]) > 1:
            path = folder / f"{dimension['name']}.hrc"
            path.write_text(_tree(dimension["parent"], spec["root"]), encoding="utf-8")
            trees[dimension["name"]] = str(path)
    data = _students(counts, finest)
    rule = f"FREQ({spec['threshold']},{MARGIN_PERCENT})"
    done = protect(
        data,
        [list(finest)],
        STUDENTS,
        safety_rules=rule,
        suppress=f"{method}(1)",
        hrc=trees or None,
        workdir=str(folder),
    )
    return [
        {name: str(row[name]).strip() for name in finest} | {"n": f"{row[STUDENTS]:.0f}", "status": row["status"]}
        for row in done.tables[0].rows
    ]


def _students(counts: Path, finest: dict[str, str]) -> dict[str, list[object]]:
    """Return one row a student, since the engine counts contributors."""
    raw = counts.read_bytes()
    text = (gzip.decompress(raw) if counts.suffix == ".gz" else raw).decode()
    data: dict[str, list[object]] = {name: [] for name in (*finest, STUDENTS)}
    for row in csv.DictReader(io.StringIO(text)):
        number = int(row["n"])
        for name, column in finest.items():
            data[name] += [row[column]] * number
        data[STUDENTS] += [1] * number
    return data


def _tree(parent: dict[str, str], root: str) -> str:
    """Return a hierarchy as the engine reads it: depth first, one @ for each level below the first."""
    children: dict[str, list[str]] = {}
    for child, above in parent.items():
        children.setdefault(above, []).append(child)
    lines, left = [], [(code, 0) for code in reversed(children[root])]
    while left:
        code, depth = left.pop()
        lines.append("@" * depth + code)
        left += [(child, depth + 1) for child in reversed(children.get(code, []))]
    return "\n".join(lines) + "\n"


def _write(path: Path, names: list[str], cells: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*names, "n", "status"])
        for row in cells:
            writer.writerow([*(row[name] for name in names), row["n"], _STATES[row["status"]]])


if __name__ == "__main__":
    main(sys.argv[1:])
