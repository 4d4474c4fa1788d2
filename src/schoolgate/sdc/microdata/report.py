"""The report of a de-identified file: figures for the office, and a note that may go with the file."""

from dataclasses import dataclass

from schoolgate.sdc.microdata.loss import AttributeLoss, Loss
from schoolgate.sdc.microdata.risk import Before, Homogeneity
from schoolgate.sdc.microdata.spec import Recoding, Sensitive

MIXED = (
    "Levels differ from record to record: rare combinations are told more coarsely than common ones, so the records "
    "told exactly are not a random sample."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way that was tried: its loss, 0 to 1, and the rows it would drop."""

    recoding: Recoding
    ncp: float
    dropped: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was done and what it cost. It counts small groups, so it stays in the office; `note()` may leave."""

    k: int
    sensitive: tuple[Sensitive, ...]
    before: Before
    dropped: int
    recoding: Recoding
    candidates: tuple[Candidate, ...]
    loss: Loss
    homogeneity: tuple[Homogeneity, ...]
    left_out: tuple[str, ...]
    period: str | None

    @property
    def released(self) -> int:
        """Return the number of rows in the file."""
        return self.before.rows - self.dropped

    def note(self) -> str:
        """Return sentences for the method note: whole percentages, and no count under k."""
        if not self.released:
            return "No record could be released: the file is too small, or too much alike, to hide anybody in it."
        lines = [
            f"Every combination of {_listed([a.column for a in self.loss.attributes])} that occurs in this file, "
            f"read as printed, `*` included, is shared by at least {self.k} students.",
            *([f"Rows of one student are judged together, over every {self.period}."] if self.period else ()),
            *(_diversity(sensitive) for sensitive in self.sensitive if sensitive.l > 1),
            _dropped(self.dropped, self.k),
            *(_sentence(attribute) for attribute in self.loss.attributes),
            *([MIXED] if self.recoding is Recoding.LOCAL else ()),
        ]
        return "\n".join(f"- {line}" for line in lines)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _diversity(sensitive: Sensitive) -> str:
    return (
        f"Every such combination holds at least {sensitive.l} different values of {sensitive.column} "
        f"({sensitive.diversity} diversity)."
    )


def _dropped(dropped: int, k: int) -> str:
    if not dropped:
        return "No record was dropped."
    return f"{'Fewer than ' + str(k) if dropped < k else f'{dropped:,}'} records were dropped: nothing would hide them."


def _sentence(attribute: AttributeLoss) -> str:
    parts = [
        f"{_percent(share)} {what}"
        for share, what in (
            (attribute.exact, "as recorded"),
            (attribute.generalised, "in a coarser group"),
            (attribute.suppressed + attribute.missing, "not told (`*`)"),
        )
        if share > 0
    ]
    return f"{attribute.column}: {', '.join(parts)}."


def _percent(share: float) -> str:
    if share >= 1 - 1e-12:
        return "100 %"
    if share > 0.99:
        return "over 99 %"
    return "under 1 %" if share < 0.01 else f"{100 * share:.0f} %"
