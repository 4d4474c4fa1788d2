"""A store of snapshots: a folder in which each import is whole or not there.

STORE/snapshots/<id>/   one import: Parquet files and their card, read-only
STORE/LATEST            the id of the newest import, replaced in one step
STORE/building/         imports under way
"""

import errno
import os
import re
from pathlib import Path

import duckdb

from schoolgate.core import BadInput, Progress, silent
from schoolgate.warehouse.archive import Limits
from schoolgate.warehouse.building import building, sync_file
from schoolgate.warehouse.findings import Findings
from schoolgate.warehouse.intake import take_in
from schoolgate.warehouse.model import build_model, content_hash, count_rows, school_years, write_tables
from schoolgate.warehouse.model_rules import check_model
from schoolgate.warehouse.report import ImportReport
from schoolgate.warehouse.snapshot import Snapshot
from schoolgate.warehouse.snapshot_card import CARD, write_card
from schoolgate.warehouse.source import open_source
from schoolgate.warehouse.sql import text_of

_ID = re.compile(r"[0-9a-f]{64}")
_MEMORY = "4GB"


class Store:
    """The district's snapshots in a folder. Loads may run at the same time; a snapshot is never changed."""

    def __init__(self, path: Path, *, limits: Limits | None = None) -> None:
        self._path = path
        self._limits = limits or Limits()

    @property
    def path(self) -> Path:
        """The store's folder."""
        return self._path

    def load(self, source: Path, *, progress: Progress = silent) -> ImportReport:
        """Import a OneRoster folder or zip as a snapshot and make it the latest.

        Raises BadInput with every fault found; the store is then as it was. The same records give the same id.
        """
        findings = Findings()
        if not source.exists():
            findings.add("source.missing", str(source), "There is no such folder or file.")
            raise BadInput(findings.all)
        if not (source.is_dir() or source.is_file()):
            findings.add("source.not-a-file", str(source), "It is neither a folder nor a file.")
            raise BadInput(findings.all)
        try:
            return self._load(source, findings, progress)
        except (OSError, duckdb.OperationalError, duckdb.FatalException) as error:
            mend = "Check the disk's space and the permissions of the store and of the extract, and load again."
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            message = f"The import could not be finished: {reason}."
            raise BadInput.at(str(self._path), message, mend, rule="store.unfinished") from error

    def _load(self, source: Path, findings: Findings, progress: Progress) -> ImportReport:
        with building(self._path / "building") as place:
            files = open_source(source, place / "unpacked", findings, self._limits)
            if findings.errors:
                raise BadInput(findings.all)
            con = _engine(place)
            try:
                return self._build(con, files, place, findings, progress)
            finally:
                con.close()

    def _build(
        self,
        con: duckdb.DuckDBPyConnection,
        files: dict[str, Path],
        place: Path,
        findings: Findings,
        progress: Progress,
    ) -> ImportReport:
        intake = take_in(con, files, findings, progress)
        if findings.errors:
            raise BadInput(findings.all)
        tables = build_model(con, intake, progress)
        check_model(con, {name: path.name for name, path in files.items()}, findings)
        report = ImportReport(
            snapshot_id=content_hash(con, tables, intake, progress),
            oneroster_version=intake.version,
            counts=count_rows(con, intake),
            school_years=school_years(con),
            faults=findings.all,
            is_new=True,
        )
        aside = place / "snapshot"
        aside.mkdir()
        write_tables(con, tables, aside, progress)
        write_card(aside, report)
        is_new = self._put_in_place(aside, report.snapshot_id)
        return ImportReport(
            report.snapshot_id, report.oneroster_version, report.counts, report.school_years, report.faults, is_new
        )

    def _put_in_place(self, aside: Path, snapshot_id: str) -> bool:
        """Make a built snapshot part of the store; return whether it was not there before."""
        for path in aside.iterdir():
            path.chmod(0o444)
            sync_file(path)
        sync_file(aside)
        target = self._path / "snapshots" / snapshot_id
        target.parent.mkdir(exist_ok=True)
        is_new = True
        try:
            # A folder takes the place of nothing or of an empty folder only: a snapshot is never overwritten.
            aside.rename(target)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            is_new = False
        sync_file(target.parent)
        self._point_at(snapshot_id, aside.parent)
        return is_new

    def _point_at(self, snapshot_id: str, place: Path) -> None:
        pointer = place / "LATEST"
        pointer.write_text(snapshot_id + "\n", encoding="utf-8")
        sync_file(pointer)
        os.replace(pointer, self._path / "LATEST")  # noqa: PTH105  # the one call that says what it does
        sync_file(self._path)

    def snapshot_ids(self) -> tuple[str, ...]:
        """Return the ids of all snapshots, in no meaningful order."""
        folder = self._path / "snapshots"
        if not folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in folder.iterdir() if _ID.fullmatch(path.name)))

    def snapshot(self, snapshot_id: str | None = None) -> Snapshot:
        """Return a snapshot by its id, or the latest. Raises BadInput where there is none."""
        wanted = snapshot_id or self._latest()
        folder = self._path / "snapshots" / wanted
        if not _ID.fullmatch(wanted) or not (folder / CARD).is_file():
            mend = "Load an extract: schoolgate load SOURCE --store STORE."
            message = f"The store has no snapshot {wanted}." if wanted else "The store has no snapshot yet."
            raise BadInput.at(str(self._path), message, mend, rule="store.no-snapshot")
        return Snapshot(folder)

    def _latest(self) -> str:
        pointer = self._path / "LATEST"
        return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""


def _engine(place: Path) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(str(place / "work.duckdb"))
    con.execute(f"SET temp_directory = {text_of(str(place / 'spill'))}")
    con.execute(f"SET memory_limit = '{_MEMORY}'")
    con.execute("SET enable_progress_bar = false")
    return con
