"""How long and how much memory an import and the two questions of an engine take, for each extract that is at hand.

`SCHOOLGATE_BENCH_EXTRACTS` may name more extracts, separated by colons. Each is measured in a process of its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from schoolgate.core import Population, SchoolYear
from schoolgate.warehouse import Scope, Snapshot, Store, finest_cuboid, student_rows

_LAKESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "lakeside_oneroster12_2024_2025.zip"
_ELEMENTS = ("name", "grade", "race_ethnicity", "attendance_by_quarter", "course_marks")


def run() -> None:
    """Measure every extract."""
    named = [Path(name) for name in os.environ.get("SCHOOLGATE_BENCH_EXTRACTS", "").split(":") if name]
    sources = [source for source in (_LAKESIDE, *named) if source.exists()]
    if not sources:
        print("warehouse: no extract at hand; name some in SCHOOLGATE_BENCH_EXTRACTS.")
    for source in sources:
        subprocess.run([sys.executable, "-m", "benchmarks.warehouse", str(source)], check=True)


def measure(source: Path) -> None:
    """Print the times of one extract, and the most memory that this process held."""
    print(f"warehouse · {source.name}")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        _timed("load", lambda: store.load(source))
        snapshot = store.snapshot()
        report = snapshot.report()
        print(f"  {report.count('students'):,} students, {report.count('enrollments'):,} enrolments")
        _ask(snapshot, report.school_years[-1])
    print(f"  most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")


def _ask(snapshot: Snapshot, year: SchoolYear) -> None:
    everybody, on = Population(), date(year.ends_in, 3, 1)
    groups = ("school", "grade", "race_ethnicity", "english_learner")
    _timed("cuboid of 4 dimensions", lambda: finest_cuboid(snapshot, Scope.district(), everybody, year, groups))
    _timed("rows of all students", lambda: student_rows(snapshot, Scope.district(), everybody, (year,), _ELEMENTS, on))
    with snapshot.connect() as con:
        teacher = con.execute("SELECT min(person) FROM teaching").fetchall()[0][0]
    scope = Scope.teacher(snapshot, teacher, on)
    _timed("rows of one teacher", lambda: student_rows(snapshot, scope, everybody, (year,), _ELEMENTS, on))


def _timed(what: str, work: Callable[[], object]) -> None:
    begun = time.perf_counter()
    work()
    print(f"  {what:24}{time.perf_counter() - begun:8.2f} s")


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
