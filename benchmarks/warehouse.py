"""How long an import and the two questions of an engine take: Lakeside where it is at hand, and a generated district.

Each extract is measured in a process of its own; what memory a command takes is told by `python -m benchmarks gate`.
`SCHOOLGATE_BENCH_EXTRACTS` may name more, separated by colons.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks import figures, processes
from schoolgate.core import Population, SchoolYear
from schoolgate.sample import write_district
from schoolgate.warehouse import Scope, Snapshot, Store, finest_cuboid, student_rows

_LAKESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "lakeside_oneroster12_2024_2025.zip"
_GENERATED = 100_000
_ELEMENTS = ("name", "grade", "race_ethnicity", "attendance_by_quarter", "course_marks")
_HEADER = ("extract", "what", "seconds", "cpu_seconds")


def run() -> None:
    """Measure every extract."""
    named = [Path(name) for name in os.environ.get("SCHOOLGATE_BENCH_EXTRACTS", "").split(":") if name]
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        district = Path(folder) / f"generated-{_GENERATED}"
        write_district(district, students=_GENERATED)
        for source in (_LAKESIDE, district / "extract", *named):
            if not source.exists():
                print(f"warehouse · {source.name} is not measured: it is not there.")
                continue
            name = source.parent.name if source.name == "extract" else source.stem
            print(f"warehouse · {name}")
            took = processes.run([sys.executable, "-m", "benchmarks.warehouse", str(source)])
            for line in took.output.splitlines():
                what, seconds, cpu_s = json.loads(line)
                print(f"  {what:40}{seconds:8.2f} s {cpu_s:8.2f} CPU s")
                measured.append((name, what, seconds, cpu_s))
    figures.write("warehouse", _HEADER, measured)


def measure(source: Path) -> None:
    """Print for each question of one extract: its name, seconds, CPU seconds."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for what, work in _questions(store, source):
            begun, cpu = time.perf_counter(), time.process_time()
            work()
            seconds, cpu_s = time.perf_counter() - begun, time.process_time() - cpu
            print(json.dumps([what, seconds, cpu_s]))


def _questions(store: Store, source: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "load", lambda: store.load(source)
    snapshot = store.snapshot()
    year = snapshot.school_years()[-1]
    everybody, on = Population(), date(year.ends_in, 3, 1)
    groups = ("school", "grade", "race_ethnicity", "english_learner")
    district = Scope.district()
    yield "cuboid of 4 dimensions", lambda: finest_cuboid(snapshot, district, everybody, year, groups)
    yield "rows of all students", lambda: student_rows(snapshot, district, everybody, (year,), _ELEMENTS, on)
    teacher = _a_teacher(snapshot, year)
    yield (
        "rows of one teacher",
        lambda: student_rows(snapshot, Scope.teacher(snapshot, teacher, on), everybody, (year,), _ELEMENTS, on),
    )


def _a_teacher(snapshot: Snapshot, year: SchoolYear) -> str:
    with snapshot.connect() as con:
        found = con.execute("SELECT min(person) FROM teaching WHERE school_year = ?", [year.ends_in]).fetchall()
    return str(found[0][0])


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
