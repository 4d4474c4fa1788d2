"""The office's database as one file: written while the office runs, and read back into an empty one."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

from schoolgate.core import BadInput

_SQLITE = "sqlite"


def kind() -> str:
    """Return which database the office has: `sqlite` or `postgresql`."""
    return str(connection.vendor)


def is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def write(target: Path) -> None:
    """Write the database as it is at one moment. Raises BadInput where the tools of PostgreSQL are missing or fail."""
    if kind() == _SQLITE:
        with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def read_back(source: Path) -> None:
    """Fill the empty database from a file that `write` made. Whole or not at all. Raises BadInput as `write` does."""
    connection.close()
    if kind() == _SQLITE:
        place = Path(_sqlite_file())
        aside = place.with_suffix(".restoring")
        shutil.copyfile(source, aside)
        for leftover in ("-wal", "-shm"):
            Path(f"{place}{leftover}").unlink(missing_ok=True)
        aside.replace(place)
        return
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source), to=True)


def _sqlite_file() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _run(tool: str, *arguments: str, to: bool = False) -> None:
    """Run a tool of PostgreSQL. The password goes by the environment: arguments can be read by everybody here."""
    known: Mapping[str, object] = settings.DATABASES["default"]
    options = known.get("OPTIONS")
    host = known.get("HOST") or (options.get("host") if isinstance(options, Mapping) else None)
    named = {"PGHOST": host, "PGPORT": known.get("PORT"), "PGUSER": known.get("USER"), "PGDATABASE": known["NAME"]}
    named |= {"PGPASSWORD": known.get("PASSWORD")}
    environment = {**os.environ, **{name: str(value) for name, value in named.items() if value}}
    database = [f"--dbname={known['NAME']}"] if to else []
    found = shutil.which(tool)
    if found is None:
        mend = "Install the client tools of PostgreSQL, of the server's version or a newer one."
        raise BadInput.at(tool, f"{tool} is not on this machine.", mend, rule="backup.no-tool")
    done = subprocess.run([found, *database, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise BadInput.at(tool, f"{tool} failed: {last}", "Mend that, and try again.", rule="backup.tool-failed")
