"""Tables of a Markdown page."""

from collections.abc import Sequence


def markdown(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table: columns with their alignment, then rows."""
    lines = [[name for name, _ in columns], [rule for _, rule in columns], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
