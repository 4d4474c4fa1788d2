"""What every test may use: where the third-party data lies, and a clear word where it does not."""

import os
from pathlib import Path

import pytest

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
