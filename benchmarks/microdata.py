"""De-identification: time, memory and loss on made-up districts; and what other tools make of the same file.

`python -m benchmarks microdata` prints the project's own figures. To compare, write the file out and let the others
have it, each in an environment of its own, since they need other versions of the libraries:

    python -m benchmarks.microdata export DIR [ROWS]
    python benchmarks/microdata_anjana.py DIR      # an environment with anjana and pyarrow
    python -m benchmarks.microdata judge DIR       # all results by the same measure of loss, each also recounted
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import MARK, Hierarchy, Recoding, Spec
from schoolgate.sdc.microdata.encoding import atoms, encode, plant
from schoolgate.sdc.microdata.frame import wrapped
from schoolgate.sdc.microdata.lattice import every_level, lattice, level_costs
from schoolgate.sdc.microdata.rule import Problem

SIZES = (10_000, 100_000, 1_000_000)
BOUND_AT_MOST = 100_000
GRADES = ("PK", "KG", *(f"{number:02d}" for number in range(1, 13)))
RACES = ("Hispanic", "White", "Black", "Asian", "Two or more", "American Indian", "Pacific Islander")
GENDERS = ("Female", "Male", "Nonbinary")
FLAGS = ("english_learner", "iep", "low_income")
SHARES = np.array([0.42, 0.15, 0.28, 0.09, 0.04, 0.01, 0.01])


def schools_of(rows: int) -> int:
    """Return a number of schools that fits a district or a state of that many students."""
    return 25 + rows // 800 if rows < 300_000 else 400 + rows // 1000


def made_up(rows: int) -> pa.Table:
    """Return students with eight quasi-identifiers, as skewed as a district: schools, grades, race by school."""
    rng = np.random.default_rng(20260410)
    schools = schools_of(rows)
    sizes = rng.lognormal(0, 1, schools)
    school = rng.choice(schools, rows, p=sizes / sizes.sum())
    kind = rng.integers(0, 3, schools)[school]
    low, high = np.array([0, 7, 10])[kind], np.array([7, 10, 14])[kind]
    grade = (low + rng.random(rows) * (high - low)).astype(int)
    mix = np.array([rng.dirichlet(SHARES * 12 + 0.01) for _ in range(schools)]).cumsum(axis=1)
    race = (rng.random(rows)[:, None] > mix[school]).sum(axis=1).clip(0, 6)
    age = np.clip(grade + 4 + rng.choice([-1, 0, 1, 2], rows, p=[0.03, 0.7, 0.22, 0.05]), 3, 21)
    columns: dict[str, object] = {
        "school": [f"S{number:04d}" for number in school],
        "grade": [GRADES[number] for number in grade],
        "race_ethnicity": [RACES[number] for number in race],
        "gender": [GENDERS[number] for number in rng.choice(3, rows, p=[0.487, 0.51, 0.003])],
        "age": [str(number) for number in age],
    }
    for flag, share in zip(FLAGS, (0.3, 0.2, 0.7), strict=True):
        columns[flag] = [("No", "Yes")[number] for number in (rng.random(rows) < share).astype(int)]
    return pa.table(columns | {"row": np.arange(rows)})


def spec_of(rows: int, recoding: Recoding = Recoding.BEST) -> Spec:
    """Return k = 10 over the eight columns: school → region, grade → band, race → group, age → 2 and 6 years."""
    regions = {f"S{number:04d}": (f"Region {number % 12}",) for number in range(schools_of(rows))}
    return Spec(
        (
            Hierarchy.of("school", regions),
            Hierarchy.bands("grade", {"elementary": GRADES[:7], "middle": GRADES[7:10], "high": GRADES[10:]}),
            Hierarchy.of("race_ethnicity", {race: ("Other" if race in RACES[4:] else race,) for race in RACES}),
            Hierarchy.flat("gender", GENDERS),
            Hierarchy.ranges("age", 2, 22, (2, 6)),
            *(Hierarchy.flat(flag, ("No", "Yes")) for flag in FLAGS),
        ),
        k=10,
        keep=("row",),
        recoding=recoding,
    )


def run() -> None:
    """Print time, memory and loss by size."""
    microdata.anonymise(made_up(1000), spec_of(1000))  # compiles
    print(
        f"{'rows':>9} {'schools':>7} {'seconds':>8} {'check s':>8} {'peak GB':>8}"
        f" {'local':>8} {'global':>8} {'bound':>8} {'dropped':>7}"
    )
    for rows in SIZES:
        frame, spec = made_up(rows), spec_of(rows)
        start = time.perf_counter()
        result = microdata.anonymise(frame, spec, seed=1)
        middle = time.perf_counter()
        faults = microdata.check(result.frame, spec)
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        bound = f"{least_loss(frame, spec):.4f}" if rows <= BOUND_AT_MOST else "-"
        ncp = {candidate.recoding: candidate.ncp for candidate in result.report.candidates}
        print(
            f"{rows:>9,} {schools_of(rows):>7} {middle - start:>8.2f} {end - middle:>8.2f} {peak:>8.2f}"
            f" {ncp[Recoding.LOCAL]:>8.4f} {ncp[Recoding.GLOBAL]:>8.4f} {bound:>8} {result.report.dropped:>7}"
            + ("" if not faults else f"  {len(faults)} FAULTS")
        )


def least_loss(frame: pa.Table, spec: Spec) -> float:
    """Return a loss that no recoding can go below.

    A row can only be told as finely as k rows of the whole file would look alike; what others take is not counted.
    """
    rows, (forest, _) = encode(wrapped(frame), spec), plant(spec.quasi_identifiers)
    problem = Problem(atoms(rows.codes, rows.sensitive), forest, spec.k, ())
    codes, everybody = problem.atoms.codes, np.arange(len(problem.atoms.codes), dtype=np.int64)
    least = np.ones(len(codes))
    for vector in lattice(level_costs(problem.atoms, forest), every_level(forest)).vectors:
        ids, counts = problem.group(everybody, vector)
        loss = sum(forest.loss[column, level, codes[:, column]] for column, level in enumerate(vector))
        least = np.where(counts[ids] >= spec.k, np.minimum(least, loss), least)
    return float(least @ problem.atoms.weights / len(rows.codes))


def export(folder: Path, rows: int) -> None:
    """Write the file, its hierarchies, and the project's own results for others to be compared with."""
    folder.mkdir(parents=True, exist_ok=True)
    frame, spec = made_up(rows), spec_of(rows)
    pq.write_table(frame, folder / "frame.parquet")
    trees = {
        hierarchy.column: [list(level) for level in zip(*((*path, MARK) for path in hierarchy.paths), strict=True)]
        for hierarchy in spec.quasi_identifiers
    }
    (folder / "hierarchies.json").write_text(json.dumps(trees), encoding="utf-8")
    microdata.anonymise(made_up(1000), spec_of(1000))  # compiles
    for recoding in (Recoding.LOCAL, Recoding.GLOBAL):
        start = time.perf_counter()
        result = microdata.anonymise(frame, spec_of(rows, recoding), seed=1)
        seconds = time.perf_counter() - start
        pq.write_table(result.frame, folder / f"result-schoolgate {recoding}-{seconds:.2f}.parquet")


def judge(folder: Path) -> None:
    """Print the loss of every result in the folder by one measure, with the least class counted again."""
    frame = pq.read_table(folder / "frame.parquet")
    spec = spec_of(frame.num_rows)
    print(f"{'tool':<28} {'seconds':>8} {'NCP':>7} {'dropped':>8} {'classes':>8} {'least class':>11}")
    for path in sorted(folder.glob("result-*.parquet")):
        _, name, seconds = path.stem.split("-", 2)
        result = pq.read_table(path)
        names = list(spec.names)
        counts = result.group_by(names).aggregate([([], "count_all")]).column("count_all")
        dropped = frame.num_rows - result.num_rows
        print(
            f"{name:<28} {seconds:>8} {_ncp(result, spec, dropped):>7.4f} {dropped:>8,}"
            f" {len(counts):>8,} {pc.min(counts).as_py() or 0:>11,}"
        )


def _ncp(result: pa.Table, spec: Spec, dropped: int) -> float:
    """Return the mean certainty penalty, each dropped row losing all; worked out from the printed labels alone."""
    total: float = 0.0
    for hierarchy in spec.quasi_identifiers:
        under: dict[str, set[str]] = {MARK: set(hierarchy.values)}
        for path in hierarchy.paths:
            for label in path:
                under.setdefault(label, set()).add(path[0])
        for label, rows in _counts(result, hierarchy.column):
            total += rows * (1.0 if label == MARK else (len(under[label]) - 1) / (len(under[MARK]) - 1))
    width = len(spec.quasi_identifiers)
    return float((total / width + dropped) / (result.num_rows + dropped))


def _counts(result: pa.Table, column: str) -> list[tuple[str, int]]:
    """Return each printed label and its rows."""
    counted = result.column(column).value_counts()
    return [(entry["values"].as_py(), entry["counts"].as_py()) for entry in counted]


if __name__ == "__main__":
    command, folder, *more = sys.argv[1:]
    if command == "export":
        export(Path(folder), int(more[0]) if more else 10_000)
    else:
        judge(Path(folder))
