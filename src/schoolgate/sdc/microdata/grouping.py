"""Counts the rows of each combination at given levels: the inner loop, compiled."""

import numpy as np
import numpy.typing as npt

from schoolgate.sdc.compiling import compiled

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]


@compiled
def group(
    labels: IntArray, codes: IntArray, rows: LongArray, levels: IntArray, weights: LongArray
) -> tuple[IntArray, LongArray]:
    """Return the group of each row and the weight of each group.

    labels: (columns, levels, codes) → printed label; codes: (atoms, columns); rows: which atoms; levels: one level a
    column. Hash table with open addressing; equal hashes are compared label by label, so the grouping is exact.
    (Long because it is one loop, compiled whole, that calls of smaller compiled functions would slow down.)
    """
    size = 16
    while size < 2 * len(rows):
        size *= 2
    table = np.full(size, -1, np.int32)
    first = np.empty(len(rows), np.int64)
    ids = np.empty(len(rows), np.int32)
    counts = np.zeros(len(rows), np.int64)
    width = codes.shape[1]
    found = 0
    for number in range(len(rows)):
        row = rows[number]
        hashed = np.uint64(1469598103934665603)
        for column in range(width):
            label = labels[column, levels[column], codes[row, column]]
            hashed = (hashed ^ np.uint64(label)) * np.uint64(0x9E3779B97F4A7C15)
            hashed ^= hashed >> np.uint64(29)
        slot = np.int64(hashed & np.uint64(size - 1))
        while True:
            one = table[slot]
            if one < 0:
                table[slot] = found
                first[found] = row
                one = found
                found += 1
                break
            other = first[one]
            same = True
            for column in range(width):
                up = labels[column, levels[column]]
                if up[codes[row, column]] != up[codes[other, column]]:
                    same = False
                    break
            if same:
                break
            slot = (slot + 1) & (size - 1)
        ids[number] = one
        counts[one] += weights[row]
    return ids, counts[:found]
