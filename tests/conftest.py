"""What every test may use: where the third-party data lies, and a clear word where it does not."""

import os
from datetime import date
from pathlib import Path

import pytest

from schoolgate.sample import write_district
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of third-party data; skip where a clone has none, fail where CI has none."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI"):
        pytest.fail("CI must have ../shared beside the clone, and it has not.")
    pytest.skip("needs the third-party data in ../shared, which a fresh clone does not have")


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> WrittenDistrict:
    """Return a generated district of 900 students, 8 schools and two school years."""
    return write_district(tmp_path_factory.mktemp("sample") / "district", students=900, schools=8, years=2, seed=7)


@pytest.fixture(scope="session")
def store(district: WrittenDistrict, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the generated district in it."""
    store = Store(tmp_path_factory.mktemp("warehouse") / "store")
    store.load(district.extract)
    return store


@pytest.fixture(scope="session")
def release_on(district: WrittenDistrict) -> date:
    """Return the day for which the generated requests are meant."""
    return district.facts.release_on
