"""A request that was decided: what every builder of a release is handed."""

from dataclasses import dataclass

from schoolgate.policy.determination import Determination
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.release.files import Terms


@dataclass(frozen=True, slots=True)
class Permit:
    """One request that may proceed: the facts, the version it was decided under, the answer."""

    facts: Facts
    pack: PolicyPack
    determination: Determination

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
