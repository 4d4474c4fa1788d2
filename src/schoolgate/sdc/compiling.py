"""Functions compiled to machine code."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Compiled = TypeVar("Compiled", bound=Callable[..., object])


def compiled(function: Compiled) -> Compiled:
    """Return the function compiled to machine code on its first call, kept on disk for the next process."""
    return cast(Compiled, numba.njit(cache=True, nogil=True)(function))


def compiled_bare(function: Compiled) -> Compiled:
    """As `compiled`, for functions that make no array: they need not count who holds one, which is slow.

    Numba refuses one that makes an array all the same.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
    return cast(Compiled, numba.njit(**options)(function))
