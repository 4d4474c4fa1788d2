"""The circular as code: facts in, a determination out."""

from schoolgate.policy.determination import Determination, Lane, Outcome
from schoolgate.policy.determine import determine
from schoolgate.policy.facts import Facts
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.versions import available_packs, current_pack, diff_packs

__all__ = [
    "Determination",
    "Facts",
    "Lane",
    "Outcome",
    "PolicyPack",
    "available_packs",
    "current_pack",
    "determine",
    "diff_packs",
]
