"""Lets PyPI's anjana de-identify the file of `benchmarks.microdata_peers`, or pycanon judge a result.

`microdata_anjana.py DIR make NAME LIMIT` or `microdata_anjana.py DIR judge NAME`, in an environment of its own with
anjana, pycanon and pyarrow: it needs older libraries than the project. Stands alone: imports nothing of the project.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any  # what the peers take and give has no types

import pandas as pd
from anjana import anonymity as anjana  # type: ignore[import-not-found]
from pycanon import anonymity as pycanon  # type: ignore[import-not-found]


def make(folder: Path, name: str, limit: int) -> dict[str, float]:
    """De-identify with a limit of suppression, percent of rows; write the result and return the seconds."""
    frame = pd.read_parquet(folder / "frame.parquet")
    rule = _rule(folder)
    names = list(rule["hierarchies"])
    levels = {name: _levels(frame, name, tree) for name, tree in rule["hierarchies"].items()}
    start = time.perf_counter()
    if rule["sensitive"] is None:
        result = anjana.k_anonymity(frame.copy(), [], names, rule["k"], limit, levels)
    else:
        result = anjana.l_diversity(frame.copy(), [], names, rule["sensitive"], rule["k"], rule["l"], limit, levels)
    seconds = time.perf_counter() - start
    # Where rows were dropped, the old row numbers come back as a column that nobody asked for.
    result.drop(columns="index", errors="ignore").to_parquet(folder / f"{name}.parquet", index=False)
    return {"seconds": seconds}


def judge(folder: Path, name: str) -> dict[str, float | None]:
    """Count k, and l where an attribute is sensitive, of a result."""
    result = pd.read_parquet(folder / f"{name}.parquet")
    rule = _rule(folder)
    names = list(rule["hierarchies"])
    start = time.perf_counter()
    k = pycanon.k_anonymity(result, names) if len(result) else 0
    sensitive = rule["sensitive"]
    diversity = None if sensitive is None or not len(result) else pycanon.l_diversity(result, names, [sensitive])
    return {"k": float(k), "l": None if diversity is None else float(diversity), "seconds": time.perf_counter() - start}


def _rule(folder: Path) -> dict[str, Any]:
    rule: dict[str, Any] = json.loads((folder / "rule.json").read_text(encoding="utf-8"))
    return rule


def _levels(frame: pd.DataFrame, name: str, tree: list[list[str]]) -> dict[int, object]:
    """Return the column as told at each level, as anjana takes hierarchies."""
    return {
        level: frame[name].map(dict(zip(tree[0], labels, strict=True))).to_numpy() for level, labels in enumerate(tree)
    }


if __name__ == "__main__":
    where, verb, what, *more = sys.argv[1:]
    print(json.dumps(make(Path(where), what, int(more[0])) if verb == "make" else judge(Path(where), what)))
