"""A version of the circular that came into force after a request was submitted: what changed, what it means for it.

The request keeps the version it was submitted under, and takes from the newer one what is stricter (R1, T52). Nothing
that was signed is undone.
"""

from dataclasses import dataclass
from datetime import date

from schoolgate.office.requests import determinations
from schoolgate.office.requests.documents import Asked
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.determination import Determination, Finding, GateId
from schoolgate.policy.determine import determine
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.versions import Change, current_pack, diff_packs


@dataclass(frozen=True, slots=True)
class NewerRules:
    """What a newer version means for one request.

    stricter: what the newer version finds where it is stricter, by gate. milder: the gates where it is milder, which
    changes nothing. protects_more: whether groups or rows have to be protected better.
    """

    kept: str
    newer: str
    since: date | None
    changes: tuple[Change, ...]
    stricter: tuple[Finding, ...]
    milder: tuple[GateId, ...]
    protects_more: bool

    @property
    def changes_nothing(self) -> bool:
        """Whether the request is decided as before."""
        return not (self.stricter or self.protects_more)


def newer_rules(request: DataRequest, on: date) -> NewerRules | None:
    """Return what the version in force on a day means for a submitted request; None where it is still the same."""
    kept, newer = current_pack(Asked.of_version(request).submitted_at.date()), current_pack(on)
    if kept == newer:
        return None
    facts = determinations.current(request, on).facts
    return _compared(kept, newer, determine(facts, kept), determine(facts, newer))


def _compared(kept: PolicyPack, newer: PolicyPack, first: Determination, second: Determination) -> NewerRules:
    pairs = list(zip(first.gates, second.gates, strict=False))
    return NewerRules(
        kept=kept.label,
        newer=newer.label,
        since=newer.effective_from,
        changes=diff_packs(kept, newer),
        stricter=tuple(new for old, new in pairs if new.status.strictness > old.status.strictness),
        milder=tuple(new.gate for old, new in pairs if new.status.strictness < old.status.strictness),
        protects_more=first.disclosure.stricter(second.disclosure) != first.disclosure,
    )
