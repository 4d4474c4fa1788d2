"""docs/reference/request-states.md, from the one table of transitions."""

import tools.office_set_up  # noqa: F401  # Django's settings, before anything of the office
from schoolgate.office.requests.transitions import TRANSITIONS, State, diagram

_HEAD = """# The states of a request

Generated from `schoolgate.office.requests.transitions`; do not edit.

"""


def render() -> str:
    """Return the page."""
    rows = []
    for each in TRANSITIONS.values():
        sources = ", ".join(state for state in State if state in each.sources)
        rows.append(f"| {each.step} | {sources} | {each.target} | `{each.event}` |\n")
    table = "| step | from | to | ledger |\n| --- | --- | --- | --- |\n" + "".join(rows)
    return f"{_HEAD}```mermaid\n{diagram()}\n```\n\n{table}"
