"""What every test may use: third-party data where it is there, a generated district, the people of an office."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from schoolgate.office.ledger import triggers
from schoolgate.sample import write_district
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store

pytest_plugins = ["tests.office_people", "tests.office_releases", "tests.support.attacker"]
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


@pytest.fixture(scope="module")
def planting(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a module write records once for all its tests of `db`: each is rolled back to them.

    Not for a module in which another test has real transactions (`office_db`): this one is open all the while.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office_db(transactional_db: None) -> Iterator[None]:
    """Give a test real transactions. The tables are emptied after it, for which the triggers have to step aside.

    Tests that use this run after all that are rolled back, so that those find the triggers as the migrations made them.
    """
    triggers.install(connection)
    yield
    triggers.remove(connection)


@pytest.fixture
def at_once() -> Callable[[Callable[[int], object], int], None]:
    """Return a function that runs another in several threads that start together; it raises what any of them raised."""

    def run(work: Callable[[int], object], count: int) -> None:
        gate = Barrier(count)

        def one(nth: int) -> None:
            try:
                gate.wait(timeout=20)
                work(nth)
            finally:
                connection.close()

        with ThreadPoolExecutor(count) as threads:
            for done in [threads.submit(one, nth) for nth in range(count)]:
                done.result(timeout=120)

    return run
