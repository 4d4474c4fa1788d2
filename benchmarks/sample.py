"""How long the generator takes and how much memory, each district in a process of its own."""

import sys
import tempfile
from pathlib import Path

from benchmarks import figures, processes

SIZES = ((12_000, 5), (100_000, 5), (1_000_000, 1))
_CODE = """
import pathlib, sys
from schoolgate.sample import write_district
written = write_district(pathlib.Path(sys.argv[1]), students=int(sys.argv[2]), years=int(sys.argv[3]))
print(sum(written.rows.values()))
"""


def run() -> None:
    """Print rows, seconds and peak memory of each size."""
    print("| students | years | rows | seconds | CPU seconds | peak MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    measured = []
    for students, years in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            took = processes.run(
                [sys.executable, "-c", _CODE, str(Path(folder) / "district"), str(students), str(years)]
            )
        measured.append((students, years, int(took.output), took.wall_s, took.cpu_s, took.peak_mib))
        told = f"{int(took.output):,} | {took.wall_s:.1f} | {took.cpu_s:.1f} | {took.peak_mib:,.0f}"
        print(f"| {students:,} | {years} | {told} |")
    figures.write("sample", ("students", "years", "rows", "seconds", "cpu_seconds", "peak_mib"), measured)
