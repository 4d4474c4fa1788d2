"""What the data would look like: the columns, with invented values."""

from dataclasses import dataclass

from schoolgate.office.requests.drafts import Draft
from schoolgate.policy.elements import MeasureKind
from schoolgate.policy.pack import PolicyPack

_ROWS = 3
_INVENTED: dict[str, tuple[str, ...]] = {
    "name": ("Ana Silva", "Ben Tran", "Chloe Jean"),
    "student_id": ("900001", "900002", "900003"),
    "state_id": ("9000000001", "9000000002", "9000000003"),
    "grade": ("09", "10", "11"),
    "age": ("14", "15", "16"),
    "school": ("Harbor High", "Harbor High", "Hill Academy"),
    "gender": ("Female", "Male", "Female"),
    "race_ethnicity": ("Black", "Asian", "Hispanic"),
    "date_of_birth": ("2011-03-04", "2010-07-21", "2009-11-30"),
}
_YES_NO = ("Yes", "No", "No")
_GROUPS: dict[str, tuple[str, ...]] = {
    "english_learner": _YES_NO,
    "iep": _YES_NO,
    "low_income": _YES_NO,
    "gifted": _YES_NO,
}
_MEASURES = {
    MeasureKind.COUNT: ("128", "*", "64"),
    MeasureKind.RATE: ("12.5", "*", "9.4"),
    MeasureKind.MEAN: ("93.1", "*", "95.0"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """Titles of the columns, and rows of invented values."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def preview(draft: Draft, pack: PolicyPack) -> Preview | None:
    """Return the columns of a draft with invented values; None where nothing is chosen."""
    columns = _table(draft, pack) if draft.level == "aggregate" else _elements(draft, pack)
    if not columns:
        return None
    rows = tuple(tuple(values[nth] for _, values in columns) for nth in range(_ROWS))
    return Preview(tuple(title for title, _ in columns), rows)


def _elements(draft: Draft, pack: PolicyPack) -> list[tuple[str, tuple[str, ...]]]:
    found = [element for name in draft.elements if (element := pack.element(name)) is not None]
    return [(element.title, _values(element.id)) for element in found]


def _table(draft: Draft, pack: PolicyPack) -> list[tuple[str, tuple[str, ...]]]:
    groups = [(group.title, _values(name)) for name in draft.group_by if (group := pack.grouping(name)) is not None]
    shown = [(each.title, _MEASURES[each.kind]) for name in draft.measures if (each := pack.measure(name)) is not None]
    return groups + shown


def _values(name: str) -> tuple[str, ...]:
    return _INVENTED.get(name) or _GROUPS.get(name) or ("…",) * _ROWS
