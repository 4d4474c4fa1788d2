"""Lets PyPI's anjana de-identify the file of `benchmarks.microdata export`, and pycanon judge every result.

Run in an environment of its own with anjana (which brings pycanon) and pyarrow: it needs older libraries than the
project. Stands alone: imports nothing of the project.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from anjana.anonymity import k_anonymity  # type: ignore[import-not-found]
from pycanon import anonymity  # type: ignore[import-not-found]

K = 10


def main(folder: Path, limits: list[int]) -> None:
    """De-identify with each limit of suppression, percent of rows; then print pycanon's k of every result."""
    frame = pd.read_parquet(folder / "frame.parquet")
    trees = json.loads((folder / "hierarchies.json").read_text(encoding="utf-8"))
    names = list(trees)
    for limit in limits:
        levels = {
            name: {
                level: (
                    frame[name].to_numpy()
                    if level == 0
                    else frame[name].map(dict(zip(tree[0], labels, strict=True))).to_numpy()
                )
                for level, labels in enumerate(tree)
            }
            for name, tree in trees.items()
        }
        start = time.perf_counter()
        result = k_anonymity(frame.copy(), [], names, K, limit, levels)
        seconds = time.perf_counter() - start
        result.to_parquet(folder / f"result-anjana, {limit} % dropped-{seconds:.2f}.parquet", index=False)
        print(limit, seconds, len(frame) - len(result), flush=True)
    for path in sorted(folder.glob("result-*.parquet")):
        result = pd.read_parquet(path)
        print(f"{path.stem}: pycanon k = {anonymity.k_anonymity(result, names) if len(result) else np.nan}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(limit) for limit in sys.argv[2:]] or [0, 5, 20])
