"""One small district, written once and read back with the standard library alone."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from schoolgate.sample import WrittenDistrict, write_district

Row = dict[str, str]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> WrittenDistrict:
    """A district of 800 students in eight schools over four years."""
    return write_district(tmp_path_factory.mktemp("sample") / "district", students=800, schools=8, years=4, seed=11)


@pytest.fixture(scope="session")
def table(written: WrittenDistrict) -> Callable[[str], list[Row]]:
    """Reads a file of the extract."""
    return lambda name: _read(written.extract / f"{name}.csv")


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
