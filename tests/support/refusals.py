"""What people are told of each broken extract and request: every sentence, to be read as they read it."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("refusals.toml")


@cache
def all_told() -> dict[str, dict[str, str]]:
    """Return the sentences by kind of input and name of case."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def told(kind: str, name: str) -> str:
    """Return place, message and mend of one case, as `str` gives a fault."""
    return all_told()[kind][name]
