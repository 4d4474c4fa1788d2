"""How long the generator takes and how much memory, each district in a process of its own."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = ((12_000, 5), (100_000, 5), (1_000_000, 1))
_CODE = """
import pathlib, resource, sys
from schoolgate.sample import write_district
written = write_district(pathlib.Path(sys.argv[1]), students=int(sys.argv[2]), years=int(sys.argv[3]))
print(sum(written.rows.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def run() -> None:
    """Print rows, seconds and peak memory of each size."""
    print("| students | years | rows | seconds | peak memory MB |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for students, years in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", _CODE, str(Path(folder) / "district"), str(students), str(years)]
            began = time.perf_counter()
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600)
            seconds = time.perf_counter() - began
        rows, memory = done.stdout.split()
        print(f"| {students:,} | {years} | {int(rows):,} | {seconds:.1f} | {int(memory):,} |")
