"""The kinds of parts that a workbook of plain values does not need, and the words that give each away."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(slots=True)
class Finding:
    """One hidden or running thing. part: where it is. row: of the sheet, from 1. count: how many alike."""

    rule: str
    part: str
    message: str
    row: int | None = None
    count: int = 1


# Rule, what is said, and the words that give it away in a part's name, content type or relation.
_KINDS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (rule, message, re.compile(words))
    for rule, message, words in (
        ("workbook.macros", "It holds macros.", r"vbaproject|vbadata|macrosheet|dialogsheet|ms-office\.vba"),
        ("workbook.comments", "It holds comments.", r"comments|threadedcomment|persons?[/+.]|relationships/person"),
        ("workbook.pivot-cache", "It holds the records behind a pivot table.", r"pivot|slicer|timeline"),
        ("workbook.external-link", "It refers to another workbook.", r"externallink"),
        ("workbook.data-connection", "It holds a data connection.", r"connections|querytable|xmlmaps|mashup"),
        ("workbook.data-model", "It holds a data model.", r"officedocument\.model|model/item"),
        ("workbook.embedded-object", "It embeds an object.", r"embeddings|oleobject|activex|ctrlprop|ships/package$"),
        ("workbook.drawing", "It holds pictures, charts or shapes.", r"drawing|/media/|chart|image|diagram|thumbnail"),
        ("workbook.custom-properties", "It holds custom properties.", r"docprops/custom|custom-?propert"),
        ("workbook.custom-xml", "It holds data of other programs.", r"customxml"),
        ("workbook.revisions", "It holds the history of its changes.", r"revision|usernames"),
        ("workbook.printer-settings", "It names a printer.", r"printersettings"),
    )
)


def kinds_of(words: str, part: str) -> Iterator[Finding]:
    """Yield a finding for each kind that a part's name, content type or relation gives away."""
    lower = words.lower()
    for rule, message, pattern in _KINDS:
        if pattern.search(lower):
            yield Finding(rule, part, message)
