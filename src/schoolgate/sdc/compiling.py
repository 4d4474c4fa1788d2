"""Functions compiled to machine code."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Compiled = TypeVar("Compiled", bound=Callable[..., object])


def compiled(function: Compiled) -> Compiled:
    """Return the function compiled to machine code on its first call, kept on disk for the next process."""
    return cast(Compiled, numba.njit(cache=True, nogil=True)(function))
