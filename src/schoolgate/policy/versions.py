"""The versions of the circular that are at hand: which one is in force, and how two differ."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from importlib import resources

from schoolgate.core import BadInput
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.pack_file import parse_pack


@cache
def available_packs() -> tuple[PolicyPack, ...]:
    """Return every version that ships with the software, the oldest first."""
    folder = resources.files("schoolgate.policy").joinpath("packs")
    texts = [(file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted((parse_pack(text, source=name) for name, text in sorted(texts)), key=_begins))


def current_pack(on: date, packs: Iterable[PolicyPack] | None = None) -> PolicyPack:
    """Return the version in force on a day: of several, the one that took effect last.

    Raises BadInput where none is in force.
    """
    known = available_packs() if packs is None else tuple(packs)
    in_force = [pack for pack in known if pack.is_in_force(on)]
    if not in_force:
        mend = "Add the version of the circular that was in force."
        raise BadInput.at(
            "policy", f"No version of the circular is in force on {on}.", mend, rule="policy.none-in-force"
        )
    return max(in_force, key=_begins)


def _begins(pack: PolicyPack) -> tuple[date, str]:
    return pack.effective_from or date.min, pack.version


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two versions say differently; None where only the other says anything."""

    key: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.key}: added {self.after}"
        return (
            f"{self.key}: {self.before} removed" if self.after is None else f"{self.key}: {self.before} → {self.after}"
        )


def diff_packs(before: PolicyPack, after: PolicyPack) -> tuple[Change, ...]:
    """Return what changed from one version to another, key by key, in the order of their names."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    return tuple(
        Change(key, old.get(key), new.get(key))
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    )


def _leaves(key: str, value: object) -> Iterable[tuple[str, str]]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(f"{key}.{field.name}".lstrip("."), getattr(value, field.name))
    elif isinstance(value, tuple) and any(is_dataclass(item) for item in value):
        for item in value:
            yield from _leaves(f"{key}.{item.id}", item)
    elif isinstance(value, tuple) and any(isinstance(item, tuple) for item in value):
        for name, item in value:
            yield from _leaves(f"{key}.{name}", item)
    elif isinstance(value, tuple):
        yield key, ", ".join(str(item) for item in value) or "none"
    else:
        yield key, "none" if value is None else str(value)
