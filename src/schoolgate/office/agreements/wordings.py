"""The wordings that agreements are written from: one file for each kind and version, never changed once in use."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.policy.pack import AgreementRules

_FOLDER = Path(__file__).parent / "wording"


class Kind(models.TextChoices):
    """Which agreement it is: the scope of a request decides (R24)."""

    NDA = "nda", _("non-disclosure agreement")
    STUDIES = "studies", _("studies agreement")
    AUDIT = "audit", _("audit designation")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause as it is written before its blanks are filled, such as `{purpose}`."""

    id: str
    title: str
    text: str

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of its blanks, in their order."""
        return tuple(name for _text, name, _spec, _conversion in Formatter().parse(self.text) if name)


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording. `mandatory` are the clauses that the wording itself can't do without."""

    kind: Kind
    version: int
    title: str
    preamble: str
    clauses: tuple[Clause, ...]
    mandatory: tuple[str, ...]

    def blanks(self) -> tuple[str, ...]:
        """The names of all blanks of its clauses, each once, in their order."""
        return tuple(dict.fromkeys(name for clause in self.clauses for name in clause.blanks))

    def needed(self, rules: AgreementRules) -> tuple[str, ...]:
        """Return the clauses without which the agreement is none.

        Those of a studies agreement and an audit designation are the law's, and stand in the policy
        (34 CFR 99.31(a)(6)(iii)(C), 99.35(a)(3)); neither law nor circular lists those of an NDA, so its wording does.
        """
        by_law = {Kind.STUDIES: rules.study_clauses, Kind.AUDIT: rules.audit_clauses}
        return by_law.get(self.kind, self.mandatory)


@cache
def wording(kind: Kind, version: int) -> Wording:
    """Return one version of a wording."""
    table = tomllib.loads((_FOLDER / f"{kind.value}-{version}.toml").read_text(encoding="utf-8"))
    clauses = tuple(Clause(**clause) for clause in table["clauses"])
    return Wording(kind, version, table["title"], table["preamble"], clauses, tuple(table.get("mandatory", ())))


@cache
def newest(kind: Kind) -> Wording:
    """Return the version of a wording that new agreements are written from."""
    versions = [int(path.stem.rpartition("-")[2]) for path in _FOLDER.glob(f"{kind.value}-*.toml")]
    return wording(kind, max(versions))
