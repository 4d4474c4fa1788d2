"""The CSV files of `docs/reference/measured/`, one for each benchmark that is quoted in the documentation."""

import csv
from collections.abc import Iterable, Sequence

from benchmarks.protected import ROOT, code_version

FOLDER = ROOT / "docs" / "reference" / "measured"


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write what was measured as NAME.csv, each row with the commit that it is of."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*header, "code"])
        writer.writerows([*(_text(value) for value in row), code_version()] for row in rows)


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
