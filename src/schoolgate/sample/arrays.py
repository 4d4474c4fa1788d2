"""The array types of the generator, and strings built from arrays without a loop a row."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Reals = npt.NDArray[np.float64]
Days = npt.NDArray[np.datetime64]


def ints(values: npt.ArrayLike) -> Ints:
    """Return 32-bit whole numbers, enough for every count and index here."""
    return np.asarray(values, dtype=np.int32)


def padded(numbers: npt.ArrayLike, width: int) -> pa.Array:
    """Write whole numbers as text, with leading zeros up to `width`."""
    return pc.utf8_lpad(pa.array(np.asarray(numbers)).cast(pa.string()), width, "0")


def joined(*parts: pa.Array | str) -> pa.Array:
    """Join columns and constants, row by row."""
    return pc.binary_join_element_wise(*parts, "")


def taken(values: pa.Array, index: npt.ArrayLike) -> pa.Array:
    """Pick one value a row as a dictionary column: written like text, without a copy of each text."""
    return pa.DictionaryArray.from_arrays(pa.array(ints(index)), values)


def picked(values: tuple[str | None, ...] | list[str], index: npt.ArrayLike) -> pa.Array:
    """Pick one of a few texts a row; None is an empty cell."""
    return pa.array(values, pa.string()).take(pa.array(ints(index)))


def dates(days: Days, absent: Flags | None = None) -> pa.Array:
    """Return a date column; the cell is empty where `absent` is true."""
    return pa.array(days.astype("datetime64[D]"), mask=absent)


def ranks(groups: Ints, keys: Reals) -> Ints:
    """Number the members of each group from 0, in the order of `keys`."""
    order = np.lexsort((keys, groups))
    ordered = groups[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(ordered)])
    found = np.empty(len(groups), np.int32)
    found[order] = np.arange(len(ordered)) - np.repeat(starts, lengths)
    return found


def shared_out(total: int, weights: Reals) -> Ints:
    """Split a whole number in proportion to weights; the largest remainders get what rounding leaves."""
    exact = weights / weights.sum() * total
    whole: Ints = np.floor(exact + 1e-9).astype(np.int32)
    order = np.argsort(-np.round(exact - whole, 9), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
