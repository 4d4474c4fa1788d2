"""docs/reference/access.md, from the table that the tests ask every cell of."""

import tools.office_set_up  # noqa: F401  # Django's settings, before anything of the office

# isort: split
from tests.access.table import Address, Entry, Who, addresses, entries

_HEAD = """# Who gets where

Every address of the office, and what it answers to each. Generated from `tests/access`, whose every cell
`tests/unit/portal/test_access.py` asks of the running office; do not edit.

"Owner" made the records that an address names; "another requester" has records of their own. People with a role have a
second factor here; without one they are sent to set it up. "yes": the page, or its own next step; "sign in": the
sign-in page; "no": the page says that this person may not; "not there": the same answer as for what does not exist.

"""


def render() -> str:
    """Return the page."""
    table = entries()
    head = f"| address | | {' | '.join(Who)} |\n| --- | --- |{' --- |' * len(Who)}\n"
    return _HEAD + head + "".join(_row(address, table[address.key]) for address in addresses())


def _row(address: Address, entry: Entry) -> str:
    pattern = address.pattern.replace("|", "\\|")
    return f"| `/{pattern}` | {entry.method} | {' | '.join(entry.cells[who] for who in Who)} |\n"
