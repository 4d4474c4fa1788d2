"""The words of an agreement with its blanks filled, their digest, and what is still missing."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schoolgate.core import NotAllowed
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.wordings import Clause, Kind, Wording, wording
from schoolgate.policy.pack import PolicyPack

STUDY_PURPOSES = {
    "predictive_tests": gettext_lazy("to develop, validate or administer predictive tests"),
    "student_aid": gettext_lazy("to administer student aid programs"),
    "improve_instruction": gettext_lazy("to improve instruction"),
}
OFFICE = "The Office of Data and Accountability"


class ClausesMissing(NotAllowed):
    """The agreement can't go out. `clauses` are the ids of the mandatory clauses that are struck or not filled in."""

    def __init__(self, titles: dict[str, str]) -> None:
        self.clauses = tuple(titles)
        super().__init__([_("The clause “%(title)s” is missing.") % {"title": title} for title in titles.values()])


@dataclass(frozen=True, slots=True)
class WrittenClause:
    """One clause as both sides read it."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """The whole agreement as both sides read it."""

    title: str
    version: str
    preamble: str
    clauses: tuple[WrittenClause, ...]

    @property
    def sha256(self) -> str:
        """The digest that both sides sign: of the text as canonical JSON in UTF-8."""
        document = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(document.encode()).hexdigest()

    @classmethod
    def of(cls, document: dict[str, object]) -> "Text":
        """Return the text that was kept when the agreement went out."""
        clauses = document["clauses"]
        if not isinstance(clauses, (list, tuple)):
            raise TypeError("clauses must be a list")
        written = tuple(WrittenClause(**clause) for clause in clauses)
        return cls(str(document["title"]), str(document["version"]), str(document["preamble"]), written)


def wording_of(agreement: Agreement) -> Wording:
    """Return the wording that an agreement is written from."""
    return wording(Kind(agreement.kind), agreement.wording_version)


def text_of(agreement: Agreement, pack: PolicyPack) -> Text:
    """Return the text: as it went out, or of a draft as it stands, with a line where a blank is not filled."""
    if agreement.text is not None:
        return Text.of(agreement.text)
    source, values = wording_of(agreement), _values(agreement, pack)
    shown = {name: values.get(name) or "________" for name in {*source.blanks(), *_ALWAYS}}
    clauses = tuple(
        WrittenClause(clause.id, clause.title, clause.text.format_map(shown))
        for clause in source.clauses
        if clause.id not in agreement.struck
    )
    return Text(source.title, f"{source.kind.value}-{source.version}", source.preamble.format_map(shown), clauses)


def missing(agreement: Agreement, pack: PolicyPack) -> dict[str, str]:
    """Return the mandatory clauses that are struck, or hold a blank that is not filled: titles by id."""
    source, values = wording_of(agreement), _values(agreement, pack)
    by_id = {clause.id: clause for clause in source.clauses}
    return {
        clause_id: by_id[clause_id].title if clause_id in by_id else clause_id.replace("_", " ")
        for clause_id in source.needed(pack.agreements)
        if clause_id in agreement.struck or not _is_filled(by_id.get(clause_id), values)
    }


def require_complete(agreement: Agreement, pack: PolicyPack) -> None:
    """Raise ClausesMissing, or NotAllowed where the dates can't hold or an optional clause is half filled."""
    lacking = missing(agreement, pack)
    if lacking:
        raise ClausesMissing(lacking)
    values = _values(agreement, pack)
    half = [
        c.title for c in wording_of(agreement).clauses if c.id not in agreement.struck and not _is_filled(c, values)
    ]
    faults = [_("Fill in the clause “%(title)s”, or leave it out.") % {"title": title} for title in half]
    starts, ends, destroy_by = agreement.starts_on, agreement.ends_on, agreement.destroy_by
    if starts is None or ends is None or ends < starts:
        faults.append(_("The agreement needs a first day, and a last day that is not before it."))
    elif destroy_by is None or destroy_by < starts:
        faults.append(_("The day of destruction is needed, and lies after the first day."))
    if faults:
        raise NotAllowed(faults)


_ALWAYS = ("office", "organisation", "signatory", "threshold")


def _values(agreement: Agreement, pack: PolicyPack) -> dict[str, str]:
    """Return what fills the blanks. An unknown purpose of a study fills none: the law names three."""
    study = agreement.study_purpose if agreement.study_purpose in pack.agreements.study_purposes else ""
    known = {
        "office": OFFICE,
        "organisation": agreement.organisation,
        "signatory": str(agreement.party),
        "threshold": str(pack.threshold),
        "starts": _day(agreement.starts_on),
        "ends": _day(agreement.ends_on),
        "destroy_by": _day(agreement.destroy_by),
        "study_purpose": str(STUDY_PURPOSES.get(study, "")),
    }
    return {**{name: str(value).strip() for name, value in agreement.terms.items()}, **known}


def _is_filled(clause: Clause | None, values: dict[str, str]) -> bool:
    return clause is not None and all(values.get(name) for name in clause.blanks)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%B} {day.day}, {day.year}"
