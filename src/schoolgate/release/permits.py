"""A request that was decided: what every builder of a release is handed."""

from dataclasses import dataclass

from schoolgate.policy.determination import Determination
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.release.files import Terms
from schoolgate.release.small_groups import SmallGroups, stands_against


@dataclass(frozen=True, slots=True)
class Permit:
    """One request that was decided: the facts, the version it was decided under, the answer.

    small_groups: the decision of people that shows an agency small groups; None hides them, as for everybody.
    """

    facts: Facts
    pack: PolicyPack
    determination: Determination
    small_groups: SmallGroups | None = None

    @property
    def against(self) -> tuple[str, ...]:
        """Why nothing may be built, as sentences; nothing where it may."""
        return stands_against(self.determination, self.small_groups)

    @property
    def terms(self) -> Terms:
        """For whom the release is and on which conditions, as every file says it."""
        audiences = ", ".join(str(audience).replace("_", " ") for audience in self.facts.audience)
        return Terms(
            audience=f"For: {audiences}",
            conditions=self.determination.conditions,
            policy=self.determination.policy,
            contact=self.pack.contacts.office,
        )
