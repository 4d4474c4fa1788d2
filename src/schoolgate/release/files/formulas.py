"""Text that a spreadsheet would run as a formula, made harmless, and made whole again.

A spreadsheet runs a cell that begins with = + - @, a tab or a line break, also after blanks, and some read the
full-width ＝ ＋ － ＠ alike. One that splits cells at ; or tab where the file says comma starts new cells inside
of old ones, so the same holds after ; tab and line break within a text. An apostrophe before such a start makes
it plain text (OWASP, "CSV Injection"). The same apostrophe guards a text that reads like a mark (`*`, `>95%`).

CSV and XLSX hold the same guarded text: a spreadsheet saved as CSV by its reader must not become a weapon either.

The way back is exact: text that already has apostrophes before such a start gets one more, and a restorer takes
one away. No other text is touched: O'Brien and 'tis stay as they are.
"""

import re
from collections.abc import Callable, Sequence

_RUNS = "=+\\-@＝＋－＠"
_BREAKS = ";\t\r\n"
_BLANKS = f"(?:[^\\S{_BREAKS}]|[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff])*"


def neutraliser(marks: Sequence[str] = ()) -> Callable[[str], str]:
    """Return the function that makes a text harmless, in a file where `marks` stand in place of values."""
    pattern = _starts("", marks)

    def neutralised(text: str) -> str:
        return pattern.sub("'", text)

    return neutralised


def restorer(marks: Sequence[str] = ()) -> Callable[[str], str]:
    """Return the function that gives back what a neutraliser of the same marks was given."""
    pattern = _starts("'", marks)

    def restored(text: str) -> str:
        return pattern.sub("", text)

    return restored


def _starts(guard: str, marks: Sequence[str]) -> re.Pattern[str]:
    """Match the guard, which may be nothing, at each place where a formula, or a whole text like a mark, begins."""
    alike = "".join(f"|{re.escape(mark)}\\Z" for mark in marks)
    at_start = f"\\A{guard}(?='*(?:{_BLANKS}[{_RUNS}\\t\\r\\n]{alike}))"
    inside = f"(?<=[{_BREAKS}]){guard}(?='*{_BLANKS}[{_RUNS}])"
    return re.compile(f"{at_start}|{inside}")
