"""What the request documents of the sample are put together from."""

from dataclasses import dataclass
from datetime import date, timedelta

from schoolgate.sample.facts import Facts

Table = dict[str, object]
_LOOKED = "The published reports show whole schools or whole grades only, not these groups together."


@dataclass(frozen=True, slots=True)
class RequestSample:
    """A request document: its file name without ending, what it shows, and the outcome the circular gives it."""

    name: str
    says: str
    expected: str
    document: dict[str, Table]


def document(
    facts: Facts, requester: Table, request: Table, population: Table, data: Table, evidence: Table
) -> dict[str, Table]:
    """Return a whole document: what is given, and what every request says."""
    asked: Table = {"purpose": "planning", "use": "", "audience": ["internal"]} | request
    asked |= {"submitted": facts.submitted, "ferpa_exception": request.get("ferpa_exception", "none")}
    asked.setdefault("grant_funded", False)
    return {
        "requester": requester,
        "request": asked,
        "population": {"specific_group": False} | population,
        "data": data,
        "evidence": {"public_data_reviewed": _LOOKED} | evidence,
    }


def outsider(kind: str, name: str, organisation: str = "") -> Table:
    """Return somebody who does not work for the district."""
    mail = name.lower().replace(" ", ".")
    return {"kind": kind, "name": name, "email": f"{mail}@mail.example", "organisation": organisation}


def partner(facts: Facts) -> Table:
    """Return the partner that runs the first program."""
    return outsider("partner", "Imani Foss", facts.partner)


def nda(facts: Facts) -> Table:
    """Return an agreement that both have signed and that is in force."""
    signed = facts.submitted.date() - timedelta(days=60)
    ends = date(facts.submitted.year + 1, 6, 30)
    return {"requester_signed": signed, "district_signed": signed + timedelta(days=3), "ends": ends}


def registered(facts: Facts, schools: tuple[str, ...]) -> Table:
    """Return a complete registration on PartnerBPS, with partnerships at these schools."""
    return {
        "school_year": facts.current_year,
        "organisation": True,
        "programs": dict.fromkeys(facts.partner_programs, True),
        "partnerships": dict.fromkeys(schools, True),
    }


def study_agreement(facts: Facts) -> Table:
    """Return an agreement of the studies exception with every clause."""
    signed = nda(facts)
    clauses = ["purpose", "scope", "duration", "information", "no_identification", "destruction"]
    return {
        "signed": signed["requester_signed"],
        "ends": signed["ends"],
        "purpose": "improve_instruction",
        "clauses": clauses,
        "destroy_by": date(facts.submitted.year + 1, 12, 31),
    }
