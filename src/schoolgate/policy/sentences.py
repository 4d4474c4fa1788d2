"""What each reason says, read from `sentences.toml`: one place for review and translation."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from schoolgate.policy.clauses import law_of
from schoolgate.policy.determination import Finding, GateId, GateStatus
from schoolgate.policy.reasons import Reason


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: where a reason belongs, which numbers of the circular it rests on, and its sentence with blanks."""

    gate: GateId
    status: GateStatus
    clauses: tuple[str, ...]
    sentence: str


@cache
def rules() -> dict[Reason, Rule]:
    """Return the row of every reason. Tests hold the file complete."""
    text = resources.files("schoolgate.policy").joinpath("sentences.toml").read_text(encoding="utf-8")
    return {
        Reason(name): Rule(GateId(row["gate"]), GateStatus(row["status"]), tuple(row["clauses"]), row["text"])
        for name, row in tomllib.loads(text).items()
    }


def finding(
    reason: Reason, *, clauses: tuple[str, ...] = (), details: tuple[str, ...] = (), **blanks: object
) -> Finding:
    """Return the finding that a reason stands for, its blanks filled. `clauses` come before the reason's own."""
    rule = rules()[reason]
    numbers = tuple(dict.fromkeys((*clauses, *rule.clauses)))
    return Finding(rule.gate, rule.status, reason, numbers, law_of(numbers), rule.sentence.format(**blanks), details)
