"""The words of a request while somebody writes it, complete or not."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self, get_type_hints

Selection = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the form asks. Values are the words of the request document; empty means not answered yet.

    where: attributes and the values that select. school_agreements: a partner's word, "yes" or "no".
    """

    purpose: str = ""
    use: str = ""
    audience: tuple[str, ...] = ()
    level: str = ""
    school_years: tuple[str, ...] = ()
    ferpa_exception: str = "none"
    grant_funded: bool = False
    funding_understood: bool = False
    specific_group: bool = False
    where: Selection = ()
    elements: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    public_data_reviewed: str = ""
    school_agreements: str = ""
    legal_basis: str = ""

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> Self:
        """Read what `to_json` wrote; a key that is not known any more is left out."""
        known = {field.name for field in fields(cls)}
        hints = get_type_hints(cls)
        # What is kept came out of `to_json`, so each value is of its field's kind, with lists for tuples.
        return cls(**{key: _read(value, hints[key]) for key, value in kept.items() if key in known})  # type: ignore[arg-type]

    def to_json(self) -> dict[str, object]:
        """Return a JSON document."""
        return asdict(self)

    def with_(self, **changes: Any) -> Self:  # each change is of its field's kind, which `replace` checks by name
        """Return the draft with some answers changed."""
        return replace(self, **changes)


def _read(value: object, kind: object) -> object:
    if kind == Selection and isinstance(value, list):
        return tuple((name, tuple(values)) for name, values in value)
    return tuple(value) if isinstance(value, list) else value
