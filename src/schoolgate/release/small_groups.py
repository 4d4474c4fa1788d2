"""The exception that shows an agency small groups: decided by people, and only where nothing else stands against it.

Source: ODA-03, agencies (R46): "may be suppressed". The circular's answer stays `needs_person`; what is here is the
decision of people, without which the release layer hides every small group.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Self

from schoolgate.policy.determination import Determination, GateId
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.reasons import Reason

SMALL_GROUPS_FILE = "small-groups.csv"
"""The list for staff of the students whom small groups count that are shown."""


@dataclass(frozen=True, slots=True)
class SmallGroups:
    """What people decided. law: the rule that allows it, as cited. approved_by: the names of those who agreed."""

    law: str
    basis: str
    agreement: str
    approved_by: tuple[str, ...]

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Self:
        """Read what `to_json` wrote. Raises KeyError and TypeError for anything else."""
        approved = kept["approved_by"]
        if not isinstance(approved, list):
            raise TypeError("approved_by is a list of names")
        names = tuple(str(name) for name in approved)
        return cls(str(kept["law"]), str(kept["basis"]), str(kept["agreement"]), names)

    def to_json(self) -> dict[str, object]:
        """Return it as a release keeps it for staff."""
        return {**asdict(self), "approved_by": list(self.approved_by)}


def stands_against(determination: Determination, decided: SmallGroups | None) -> tuple[str, ...]:
    """Return why the circular does not let the data go, as sentences; nothing where it may.

    A decision of people opens one gate alone: the one at which the circular asks for it.
    """
    if determination.allowed:
        return ()
    waits = determination.gate(GateId.ELEMENTS)
    if decided is None or waits is None or waits.reason is not Reason.SMALL_GROUPS_NEED_PERSON:
        return determination.reasons()
    return tuple(gate.text for gate in determination.gates if not gate.status.is_open and gate is not waits)


def shows_small_groups(facts: Facts, pack: PolicyPack, decided: SmallGroups | None) -> bool:
    """Whether the decision is one by as many people as the policy asks for, each of whom the request's evidence names.

    Without it the table is the ordinary one, and small groups are hidden.
    """
    if decided is None or not facts.evidence.legal_basis.strip():
        return False
    named = {name.strip().casefold() for name in facts.evidence.approvals}
    agreed = {name.strip().casefold() for name in decided.approved_by if name.strip()}
    return agreed <= named and len(agreed) >= pack.agreements.approvals_for_small_groups
