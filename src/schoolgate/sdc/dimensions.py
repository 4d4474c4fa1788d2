"""What a table is broken down by: a dimension is a tree of codes, its root the total over everything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from schoolgate.core import BadInput, Fault

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Dimension:
    """A tree of codes: `region > school`. Raises BadInput with every fault of the tree.

    columns: names of the levels below the root, coarse to fine. codes: the root first, each code once.
    parent: the parent of every code but the root. All leaves lie at the same depth or above it (a school may
    hang straight below the root).
    """

    name: str
    columns: tuple[str, ...]
    codes: tuple[str, ...]
    parent: Mapping[str, str]

    def __post_init__(self) -> None:
        faults = _tree_faults(self)
        if faults:
            raise BadInput(faults)

    @property
    def root(self) -> str:
        """The code of the total."""
        return self.codes[0]

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each code."""
        return {code: position for position, code in enumerate(self.codes)}

    @cached_property
    def parents(self) -> Codes:
        """Position of each code's parent, -1 for the root."""
        return np.array([self.index[self.parent[code]] if code in self.parent else -1 for code in self.codes])

    @cached_property
    def leaves(self) -> Codes:
        """Positions of the codes that have no children."""
        inner = set(self.parents.tolist())
        return np.array([k for k in range(len(self.codes)) if k not in inner], dtype=np.int64)

    @cached_property
    def families(self) -> tuple[tuple[int, Codes], ...]:
        """Each inner code with its children, children's families before their parent's."""
        children: dict[int, list[int]] = {}
        for child, parent in enumerate(self.parents.tolist()):
            if parent >= 0:
                children.setdefault(parent, []).append(child)
        depth = {0: 0}
        order = [0]
        for code in order:
            for child in children.get(code, []):
                depth[child] = depth[code] + 1
                order.append(child)
        inner = sorted(children, key=lambda code: -depth[code])
        return tuple((code, np.array(children[code], dtype=np.int64)) for code in inner)

    @cached_property
    def ancestors(self) -> tuple[Codes, ...]:
        """For each code: itself and all codes above it, the root last."""
        chains: list[list[int]] = []
        for code in range(len(self.codes)):
            chain = [code]
            while chain[-1] != 0:
                chain.append(int(self.parents[chain[-1]]))
            chains.append(chain)
        return tuple(np.array(chain, dtype=np.int64) for chain in chains)


def flat_dimension(name: str, codes: Sequence[str], root: str = "Total") -> Dimension:
    """Return a dimension whose codes all hang straight below the root."""
    return Dimension(name, (name,), (root, *codes), dict.fromkeys(codes, root))


def hierarchy(name: str, columns: Sequence[str], paths: Sequence[Sequence[str]], root: str = "Total") -> Dimension:
    """Return a dimension from paths coarse to fine: `("North", "Adams School")`. Each leaf has one path."""
    codes: dict[str, str] = {}
    faults = []
    for path in paths:
        above = root
        for code in path:
            if codes.setdefault(code, above) != above:
                message = f"The code {code!r} hangs below {codes[code]!r} and below {above!r}."
                faults.append(_fault(name, "sdc.two-parents", message, "Give each code one parent."))
            above = code
    if faults:
        raise BadInput(faults)
    return Dimension(name, tuple(columns), (root, *codes), codes)


def _tree_faults(dimension: Dimension) -> list[Fault]:
    name, codes, parent = dimension.name, dimension.codes, dimension.parent
    if len(codes) < 2:
        return [_fault(name, "sdc.no-codes", "The dimension has no codes below its root.", "List its codes.")]
    faults = []
    if not dimension.columns:
        faults.append(_fault(name, "sdc.no-columns", "The dimension names no column.", "Name its columns."))
    if len(set(codes)) != len(codes):
        twice = sorted({code for code in codes if codes.count(code) > 1})
        faults.append(_fault(name, "sdc.code-twice", f"Codes stand twice: {', '.join(twice)}.", "List each code once."))
    known = set(codes)
    if codes[0] in parent:
        faults.append(
            _fault(name, "sdc.root-has-parent", f"The root {codes[0]!r} has a parent.", "List the root first.")
        )
    for code in codes[1:]:
        if code not in parent:
            faults.append(_fault(name, "sdc.no-parent", f"The code {code!r} has no parent.", "Give it one."))
        elif parent[code] not in known:
            message = f"The parent {parent[code]!r} of {code!r} is not a code."
            faults.append(_fault(name, "sdc.unknown-parent", message, "List it among the codes."))
    faults += [
        _fault(name, "sdc.unknown-child", f"{code!r} has a parent but is not a code.", "List it among the codes.")
        for code in parent
        if code not in known
    ]
    return faults or _circle_faults(dimension)


def _circle_faults(dimension: Dimension) -> list[Fault]:
    reached = {dimension.root}
    for code in dimension.codes:
        chain = []
        while code not in reached and code not in chain:
            chain.append(code)
            code = dimension.parent[code]
        if code in chain:
            return [
                _fault(
                    dimension.name,
                    "sdc.circle",
                    f"The codes {', '.join(chain)} hang below each other in a circle.",
                    "Let every code lead up to the root.",
                )
            ]
        reached.update(chain)
    return []


def _fault(name: str, rule: str, message: str, mend: str) -> Fault:
    return Fault("dimension", None, name, rule, message, mend)
