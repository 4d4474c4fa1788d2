"""Tables of steps: which state of a record allows which step, where it leads, and the ledger's word for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise

from schoolgate.office.errors import NotNow

StateT = TypeVar("StateT", bound=TextChoices)
StepT = TypeVar("StepT", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Transition(Generic[StateT, StepT]):
    """A step: from which states, to which, and the ledger's word for it."""

    step: StepT
    sources: frozenset[StateT]
    target: StateT
    event: str


class Table(Generic[StateT, StepT]):
    """The steps of one kind of record. refusal: what is said of a step that its state does not allow."""

    def __init__(
        self, states: type[StateT], transitions: Iterable[Transition[StateT, StepT]], refusal: str | Promise
    ) -> None:
        self.by_step: Mapping[StepT, Transition[StateT, StepT]] = {each.step: each for each in transitions}
        self._states, self._refusal = states, refusal

    def allows(self, step: StepT, state: str) -> bool:
        """Whether a state allows a step."""
        return self._states(state) in self.by_step[step].sources

    def require(self, step: StepT, state: str) -> Transition[StateT, StepT]:
        """Return the transition of a step. Raises NotNow where the state does not allow it."""
        if not self.allows(step, state):
            words = {"state": self._states(state).label, "step": step.label}
            raise NotNow([str(self._refusal) % words])
        return self.by_step[step]
