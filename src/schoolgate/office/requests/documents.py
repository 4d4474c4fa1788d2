"""A request of the office as the request document of the contract, read by the same reader as anybody's file."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from schoolgate.core import SchoolYear
from schoolgate.office.people.models import User
from schoolgate.office.requests import id_lists
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.evidence import CONSENTS_FILE, gather
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.document import RequestDocument, read_request
from schoolgate.policy.vocabulary import Channel

DOCUMENT_FILE = "request.json"
IDS_FILE = "ids.csv"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks at one time: its words, its student numbers and the instant it was complete."""

    draft: Draft
    numbers: tuple[str, ...]
    submitted_at: datetime

    @classmethod
    def of_draft(cls, request: DataRequest, at: datetime) -> "Asked":
        """Return what the draft says, as if it were submitted now."""
        return cls(Draft.from_json(request.draft), id_lists.unseal(request.ids_sealed), request.submitted_at or at)

    @classmethod
    def of_version(cls, request: DataRequest) -> "Asked":
        """Return what was submitted last. Raises RequestVersion.DoesNotExist where nothing was."""
        version = request.versions.get(number=request.version)
        submitted_at = request.submitted_at or version.submitted_at
        return cls(Draft.from_json(version.draft), id_lists.unseal(version.ids_sealed), submitted_at)

    def filled_in(self, on: date) -> "Asked":
        """Return it with stand-ins for what is not answered yet, so that an unfinished draft can be judged."""
        draft = self.draft
        changes: dict[str, object] = {
            "purpose": draft.purpose or "planning",
            "use": draft.use.strip() or "(not said yet)",
            "audience": draft.audience or ("internal",),
            "level": draft.level or "aggregate",
            "school_years": draft.school_years or (str(SchoolYear.of(on)),),
        }
        level = str(changes["level"])
        if level == "aggregate":
            changes["measures"] = draft.measures or ("students",)
        else:
            changes["elements"] = draft.elements or ("grade",)
        return replace(self, draft=draft.with_(**changes))


def document_of(request: DataRequest, asked: Asked, on: date) -> tuple[dict[str, object], dict[str, str]]:
    """Return the document as JSON, and the texts of the files beside it by name."""
    draft, evidence = asked.draft, gather(request, asked.draft, on)
    is_table = draft.level == "aggregate"
    files = {}
    population: dict[str, object] = {"specific_group": draft.specific_group}
    if draft.specific_group and asked.numbers:
        population["ids"] = IDS_FILE
        files[IDS_FILE] = "student_id\n" + "".join(f"{number}\n" for number in asked.numbers)
    if draft.where:
        population["where"] = {name: list(values) for name, values in draft.where if values}
    if evidence.consents_csv is not None:
        files[CONSENTS_FILE] = evidence.consents_csv
    asks = {"group_by": list(draft.group_by), "measures": list(draft.measures)}
    document: dict[str, object] = {
        "requester": _requester(request.owner),
        "request": _request(request, asked),
        "population": population,
        "data": asks if is_table else {"elements": list(draft.elements)},
        "evidence": evidence.tables,
    }
    return document, files


def write(request: DataRequest, asked: Asked, on: date, folder: Path) -> Path:
    """Write the document and the files beside it into a folder; return the document's path.

    The folder holds student numbers: it is the caller's to keep or to remove.
    """
    document, files = document_of(request, asked, on)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / DOCUMENT_FILE
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


@contextmanager
def read(request: DataRequest, asked: Asked, on: date) -> Iterator[RequestDocument]:
    """Give the document as the policy reads it, for as long as the block runs. Raises BadInput with every fault."""
    with TemporaryDirectory(prefix="request-") as folder:
        yield read_request(write(request, asked, on, Path(folder)))


def _requester(owner: User) -> dict[str, object]:
    table: dict[str, object] = {"kind": owner.kind, "name": str(owner), "email": owner.email}
    if owner.organisation:
        table["organisation"] = owner.organisation
    if owner.person_id:
        table["person_id"] = owner.person_id
    if owner.debarred_until is not None:
        table["debarred_until"] = owner.debarred_until.isoformat()
    return table


def _request(request: DataRequest, asked: Asked) -> dict[str, object]:
    draft = asked.draft
    table: dict[str, object] = {
        "purpose": draft.purpose,
        "use": draft.use,
        "audience": list(draft.audience),
        "level": draft.level,
        "school_years": list(draft.school_years),
        "submitted": asked.submitted_at.isoformat(),
        "ferpa_exception": draft.ferpa_exception,
        "grant_funded": draft.grant_funded,
    }
    if request.channel != Channel.FORM and request.entered_by is not None:
        table["channel"] = request.channel
        table["entered_by"] = str(request.entered_by)
    return table
