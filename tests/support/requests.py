"""Request documents for tests: a lawful one of each kind, and changes by dotted key."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any  # a JSON document holds anything

REVIEWED = "None of the public reports shows this."
NDA = {"requester_signed": "2026-09-01", "district_signed": "2026-09-02", "ends": "2027-06-30"}
PROPOSAL = {"status": "approved", "approved": "2026-09-01", "ends": "2027-09-01"}
SUBMITTED = "2026-11-17T10:00:00-05:00"


def aggregate(**changes: object) -> dict[str, Any]:
    """An agency asks for counts of groups."""
    base = _base("agency", "planning", "aggregate")
    base["data"] = {"group_by": ["school", "grade"], "measures": ["students"]}
    return changed(base, changes)


def roster(ids: str, consents: str, partnerships: Sequence[str], **changes: object) -> dict[str, Any]:
    """A registered partner asks for its participants."""
    base = _base("partner", "services", "roster")
    base["population"] = {"specific_group": True, "ids": ids}
    base["data"] = {"elements": ["name", "grade", "race_ethnicity"]}
    base["evidence"] |= {
        "nda": dict(NDA),
        "partnerbps": {
            "school_year": "2026-27",
            "organisation": True,
            "programs": {"Tutoring": True},
            "partnerships": dict.fromkeys(partnerships, True),
        },
        "school_agreements": {"exist": False, "files": []},
        "consents": consents,
    }
    return changed(base, changes)


def deidentified(**changes: object) -> dict[str, Any]:
    """A researcher with an approved proposal asks for de-identified rows."""
    base = _base("researcher", "research", "deidentified")
    base["data"] = {"elements": ["grade", "gender", "race_ethnicity", "english_learner", "attendance_rate"]}
    base["evidence"] |= {"nda": dict(NDA), "research_proposal": dict(PROPOSAL)}
    return changed(base, changes)


def directory(**changes: object) -> dict[str, Any]:
    """Somebody asks for directory information."""
    base = _base("public", "services", "directory")
    base["data"] = {"elements": ["name", "age", "grade", "enrollment_dates"]}
    return changed(base, changes)


def own_students(kind: str, person_id: str, **changes: object) -> dict[str, Any]:
    """A teacher or school leader asks for the students who are theirs."""
    base = _base(kind, "services", "roster")
    base["requester"]["person_id"] = person_id
    base["data"] = {"elements": ["name", "student_id", "school", "grade", "attendance_by_quarter", "course_marks"]}
    return changed(base, changes)


def changed(document: dict[str, Any], changes: Mapping[str, object]) -> dict[str, Any]:
    """Return the document with values set at keys like `evidence__nda`; None takes a key away."""
    for dotted, value in changes.items():
        *path, last = dotted.split("__")
        table = document
        for key in path:
            table = table.setdefault(key, {})
        if value is None:
            table.pop(last, None)
        else:
            table[last] = value
    return document


def spread(document: Mapping[str, object]) -> str:
    """Return a request document with each key on a line of its own."""
    return json.dumps(document, indent=1)


def write(folder: Path, document: Mapping[str, object], name: str = "request.json") -> Path:
    """Write a request document and return its path."""
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def write_ids(folder: Path, numbers: Sequence[str], name: str = "ids.csv") -> str:
    """Write an ID list and return its name."""
    (folder / name).write_text("student_id\n" + "".join(f"{number}\n" for number in numbers), encoding="utf-8")
    return name


def write_consents(folder: Path, rows: Sequence[Sequence[str]], name: str = "consents.csv") -> str:
    """Write consents and return the file's name. Each row has the eight columns of the contract."""
    header = "student_id,elements,recipient,purpose,signer,signed_on,expires_on,revoked_on\n"
    (folder / name).write_text(header + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return name


def _base(kind: str, purpose: str, level: str) -> dict[str, Any]:
    return {
        "requester": {"kind": kind, "name": "Ana Example", "email": "ana@example.org", "organisation": "Example House"},
        "request": {
            "purpose": purpose,
            "use": "To plan next year.",
            "audience": ["internal"],
            "level": level,
            "school_years": ["2025-26"],
            "submitted": SUBMITTED,
            "ferpa_exception": "none",
            "grant_funded": False,
        },
        "population": {"specific_group": False},
        "evidence": {"public_data_reviewed": REVIEWED},
    }
