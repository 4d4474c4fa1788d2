"""How an agreement stands on a day, in words and in a color."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.transitions import State
from schoolgate.office.agreements.upkeep import REMIND_DAYS


@dataclass(frozen=True, slots=True)
class Standing:
    """The words, and the name of the tag that shows them."""

    words: str | Promise
    tag: str

    @classmethod
    def of(cls, agreement: Agreement, on: date) -> "Standing":
        """Return how an agreement stands."""
        if agreement.state == State.SIGNED:
            return cls._of_signed(agreement, on)
        tags = {State.DRAFT: "warn", State.OUT: "blue", State.TERMINATED: "bad", State.WITHDRAWN: "plain"}
        return cls(State(agreement.state).label, tags[State(agreement.state)])

    @classmethod
    def _of_signed(cls, agreement: Agreement, on: date) -> "Standing":
        if agreement.ends_on is None or agreement.ends_on < on:
            return cls(_("ended"), "bad")
        if not agreement.is_in_force(on):
            return cls(_("not begun"), "blue")
        is_ending = (agreement.ends_on - on).days <= max(REMIND_DAYS)
        return cls(_("in force, ends soon"), "warn") if is_ending else cls(_("in force"), "good")
