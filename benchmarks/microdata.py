"""De-identification: time, memory and loss on made-up districts. Beside other tools: `benchmarks.microdata_peers`.

`python -m benchmarks microdata` prints the project's own figures.
"""

import resource
import time

import numpy as np
import pyarrow as pa

from schoolgate.sdc import microdata
from schoolgate.sdc.microdata import Hierarchy, Recoding, Spec
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
