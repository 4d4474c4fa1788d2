"""Finds the parts of the office: a package with `apps.py` is installed, one with `urls.py` is reached.

A new part is a new package; nothing here or elsewhere has to be edited for it.
"""

from importlib.util import find_spec
from pkgutil import iter_modules

import schoolgate.office
import schoolgate.portal

_HOMES = (schoolgate.office, schoolgate.portal)


def _packages() -> tuple[str, ...]:
    return tuple(
        f"{home.__name__}.{found.name}" for home in _HOMES for found in iter_modules(home.__path__) if found.ispkg
    )


def installed_parts() -> list[str]:
    """Return the packages that hold records or templates, those of the office first, in the order of their names."""
    return [name for name in _packages() if find_spec(f"{name}.apps") is not None]


def reached_parts() -> list[str]:
    """Return the modules that hold addresses, in the order of their names."""
    return [f"{name}.urls" for name in _packages() if find_spec(f"{name}.urls") is not None]
