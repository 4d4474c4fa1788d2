"""Verifies one protected case from its files, as a process of its own, and prints faults and seconds as JSON."""

import json
import sys
import time

from benchmarks import cases
from benchmarks.protect_case import options
from schoolgate import sdc
from schoolgate.sdc import cell_files, files, proof_files


def main(arguments: list[str]) -> None:
    """Read, then verify; only the second is timed."""
    asked = options().parse_args(arguments)
    case = cases.read(asked.spec, asked.counts, asked.rules)
    printed = cell_files.read_known(asked.out, files.read_spec(asked.spec))
    proof = proof_files.read_proof(asked.proof)
    started = time.perf_counter(), time.process_time()
    faults = sdc.verify(
        case.table,
        printed.status,
        proof,
        threshold=case.threshold,
        level=asked.level,
        zeros=asked.zeros,
        sums=asked.sums,
        structural_zeros=case.structural,
    )
    wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    print(json.dumps({"faults": [fault.message for fault in faults], "wall_s": wall, "cpu_s": cpu}))


if __name__ == "__main__":
    main(sys.argv[1:])
