"""The request document of the contract, TOML or JSON, with the ID list and the consents beside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TypeVar

from schoolgate.core import QUERY_SOURCE, BadInput, Fault, IdList, ListedId, Query, read_csv_rows
from schoolgate.policy.calendar_file import district_calendar
from schoolgate.policy.consents import read_consents
from schoolgate.policy.evidence_tables import read_evidence
from schoolgate.policy.facts import Evidence, Facts, RecordFacts, Requester
from schoolgate.policy.marked_document import MarkedDocument, read_marked
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.request_tables import RequestPart, read_asked, read_population, read_request_part, read_requester
from schoolgate.policy.table_reader import FaultBook, TableReader
from schoolgate.policy.versions import current_pack

T = TypeVar("T")

_SUBMITTED = ("request", "submitted")
_LATE = "request.submitted-later"
_AGREEMENT_FILES = ("evidence", "school_agreements", "files")


@dataclass(frozen=True, slots=True)
class RequestDocument:
    """A request as it was handed in; `facts` adds the day it is decided for and what the records say."""

    path: Path
    query: Query
    requester: Requester
    request: RequestPart
    evidence: Evidence
    marked: MarkedDocument = field(compare=False, repr=False)

    @property
    def submitted_at(self) -> datetime:
        """The instant of submission, aware."""
        return self.request.submitted_at

    @property
    def submitted_on(self) -> date:
        """The day of submission on the district's clock."""
        return district_calendar().day_of(self.submitted_at)

    def facts(self, on: date, records: RecordFacts | None = None) -> Facts:
        """Return the facts for one day."""
        return Facts(
            query=self.query,
            requester=self.requester,
            purpose=self.request.purpose,
            use=self.request.use,
            audience=self.request.audience,
            submitted_at=self.request.submitted_at,
            on=on,
            ferpa_exception=self.request.ferpa_exception,
            grant_funded=self.request.grant_funded,
            channel=self.request.channel,
            evidence=self.evidence,
            records=records,
        )

    def require_as_handed_in(self, on: date) -> None:
        """Raise BadInput for a day before the submission, and with every agreement that is named but not there (R42).

        For whoever decides by a document and the files beside it; an office knows when a request came, and keeps
        what was handed in elsewhere.
        """
        if on < self.submitted_on:
            message = f"The request is of {self.submitted_on}, and {on} is before that."
            mend = "Mend the instant of submission, or decide for its day or a later one."
            line = self.marked.line_of(_SUBMITTED)
            raise BadInput.at(self.path.name, message, mend, rule=_LATE, line=line, column=".".join(_SUBMITTED))
        agreements = self.evidence.school_agreements
        missing = [name for name in (agreements.files if agreements else ()) if not _holds_file(self.path.parent, name)]
        column = ".".join(_AGREEMENT_FILES)
        line = self.marked.line_of(_AGREEMENT_FILES)
        mend = "Put the agreement beside the request, or write files = []."
        if missing:
            raise BadInput(
                Fault(self.path.name, line, column, "document.no-file", f"The file {name!r} is not there.", mend)
                for name in missing
            )

    @contextmanager
    def placing_faults(self) -> Iterator[None]:
        """Give faults that the records find in the query the file and the line where the document asks it."""
        try:
            yield
        except BadInput as error:
            raise BadInput(map(self._placed, error.faults)) from error

    def _placed(self, fault: Fault) -> Fault:
        if fault.source != QUERY_SOURCE or fault.column is None:
            return fault
        line = self.marked.line_of(tuple(fault.column.split(".")))
        return replace(fault, source=self.path.name, line=line)


def read_request(path: Path, *, pack: PolicyPack | None = None) -> RequestDocument:
    """Read a request and the files it names, which lie beside it or in folders below it.

    pack: whose elements, groupings and measures are known; by default the version in force at submission.
    Raises BadInput with every fault found: file, line, dotted key or column, mend.
    """
    book = FaultBook(read_marked(path))
    top = TableReader.of(book)
    requester = read_requester(top.section("requester"))
    part = read_request_part(top.section("request"))
    known = pack or current_pack(district_calendar().day_of(part.submitted_at))
    population = top.section("population", required=False)
    ids = _file_beside(path, population, "ids", read_ids, book)
    level = None if book.has_fault(("request", "level")) else part.level
    asked = read_asked(top.section("data", required=False), level, known)
    query = Query(part.level, part.school_years, read_population(population, ids, known), *asked)
    table = top.section("evidence", required=False)
    consents = _file_beside(path, table, "consents", lambda file: read_consents(file, pack=known), book)
    evidence = read_evidence(table, consents, known)
    top.close()
    book.raise_any()
    return RequestDocument(path, query, requester, part, evidence, book.document)


def read_ids(path: Path) -> IdList:
    """Read an ID list: a CSV file with the column `student_id`. A list of names only reads as one without entries.

    The gate judges the numbers, so that the answer can name every line. Raises BadInput as `read_csv_rows` does.
    """
    try:
        rows = read_csv_rows(path, required=("student_id",))
    except BadInput as error:
        if any(fault.rule == "csv.missing-column" for fault in error.faults):
            return IdList(path.name, ())
        raise
    return IdList(path.name, tuple(ListedId(row.line, row.cells["student_id"]) for row in rows))


def _file_beside(document: Path, table: TableReader, name: str, read: Callable[[Path], T], book: FaultBook) -> T | None:
    """Read a file that the document names; its faults join those of the document."""
    written = table.text(name, required=False)
    if not table.has(name) or not written:
        return None
    if _leaves_folder(document.parent, written):
        message = f"{written!r} leads out of the folder of the request."
        table.fault(name, "document.path", message, "Name a file beside the request, without .. and without a root.")
        return None
    if not (document.parent / written).is_file():
        table.fault(name, "document.no-file", f"The file {written!r} is not there.", "Put it beside the request.")
        return None
    try:
        return read(document.parent / written)
    except BadInput as error:
        book.faults.extend(error.faults)
        return None


def _holds_file(folder: Path, written: str) -> bool:
    """Whether a file of that name, with something in it, lies in the folder or below."""
    if _leaves_folder(folder, written):
        return False
    path = folder / written
    return path.is_file() and path.stat().st_size > 0


def _leaves_folder(folder: Path, written: str) -> bool:
    windows, posix = PureWindowsPath(written), PurePosixPath(written)
    if posix.is_absolute() or windows.anchor or ".." in windows.parts or "\x00" in written:
        return True
    return not (folder / written).resolve().is_relative_to(folder.resolve())
