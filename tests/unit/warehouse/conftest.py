"""The small district, loaded once."""

import pytest
from tests.districts import small_district

from schoolgate.warehouse import Snapshot, Store


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a snapshot of the small district."""
    folder = tmp_path_factory.mktemp("small")
    store = Store(folder / "store")
    store.load(small_district().write(folder / "extract"))
    return store.snapshot()
