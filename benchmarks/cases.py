"""One table to be protected: its files, and what the files of the command line can't say.

A case is SPEC.json and COUNTS.csv as `schoolgate protect` reads them. Chosen margins and structural zeros are not part
of those files; they lie beside them in a third file, and such a case is protected through the library.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schoolgate import sdc
from schoolgate.sdc import files


@dataclass(frozen=True, slots=True)
class Case:
    """A name, the files, and rules where there are any."""

    name: str
    spec: Path
    counts: Path
    rules: Path | None = None

    @property
    def threshold(self) -> int:
        """The threshold of the specification."""
        return int(json.loads(self.spec.read_text(encoding="utf-8"))["threshold"])

    @property
    def arguments(self) -> list[str]:
        """The files as options of a command."""
        rules = [] if self.rules is None else ["--rules", str(self.rules)]
        return ["--spec", str(self.spec), "--counts", str(self.counts), *rules]


@dataclass(frozen=True, eq=False)
class ReadCase:
    """A case as the engine takes it."""

    name: str
    threshold: int
    table: sdc.CountTable
    structural: NDArray[np.bool_] | None


def read(spec_path: Path, counts_path: Path, rules_path: Path | None) -> ReadCase:
    """Read the files of a case."""
    spec = files.read_spec(spec_path)
    table = files.read_counts(counts_path, spec)
    rules = {} if rules_path is None else json.loads(rules_path.read_text(encoding="utf-8"))
    if rules.get("crossings") is not None:
        margins = sdc.Margins.crossings(rules["crossings"])
        table = sdc.CountTable(table.dimensions, table.leaves, table.counts, margins)
    structural = None
    if rules.get("structural"):
        structural = np.zeros(table.shape, dtype=bool)
        structural[tuple(np.array(rules["structural"]).T)] = True
    return ReadCase(spec.name, spec.threshold, table, structural)


def write(
    folder: Path,
    table: sdc.CountTable,
    name: str,
    *,
    threshold: int = 10,
    crossings: list[list[str]] | None = None,
    structural: NDArray[np.bool_] | None = None,
) -> Case:
    """Write a table as a case into an empty folder."""
    spec, counts = folder / "spec.json", folder / "counts.csv"
    spec.write_bytes(files.spec_bytes(table, name=name, threshold=threshold))
    codes = np.unravel_index(table.leaves, table.shape)
    lines = [",".join([*(column for dimension in table.dimensions for column in dimension.columns), "n"])]
    paths = [_paths(dimension) for dimension in table.dimensions]
    for *row, count in zip(*(code.tolist() for code in codes), table.counts.tolist(), strict=True):
        lines.append(",".join([*(known[code] for known, code in zip(paths, row, strict=True)), str(count)]))
    counts.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if crossings is None and structural is None:
        return Case(name, spec, counts)
    rules = folder / "rules.json"
    positions = [] if structural is None else np.argwhere(structural).tolist()
    rules.write_text(json.dumps({"crossings": crossings, "structural": positions}), encoding="utf-8")
    return Case(name, spec, counts, rules)


def _paths(dimension: sdc.Dimension) -> dict[int, str]:
    """Return for each finest code what a row of counts says of it, coarse to fine; a missing level is left empty."""
    told = {}
    for leaf in dimension.leaves.tolist():
        chain = [dimension.codes[code] for code in dimension.ancestors[leaf].tolist()[-2::-1]]
        above, finest = chain[:-1], chain[-1]
        gap = [""] * (len(dimension.columns) - len(chain))
        told[leaf] = ",".join([*above, *gap, finest])
    return told
