"""method.md: how a release was made, for the people who will use it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolgate.release.files.about import READING
from schoolgate.release.files.canonical import tidy_text
from schoolgate.release.files.dataset import Terms

_MARKDOWN = re.compile(r"[\\`*\[\]<>#|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_LIST_START = re.compile(r"^(\d*)([-+=.)])")


@dataclass(frozen=True, slots=True)
class MethodNote:
    """What the note says. Every text is plain, one paragraph each, and is shown as it stands.

    what: what the data are and which records they come from. made_for: the person or office. protection: how
    groups and students were protected. withheld: for how many numbers of the requester's list no student is in
    the file, a bare count that tells no reason; None where there is no list. limits: what the data can't tell.
    """

    title: str
    what: tuple[str, ...]
    made_for: str
    terms: Terms
    protection: tuple[str, ...]
    withheld: int | None
    limits: tuple[str, ...]


def write_method(note: MethodNote, path: Path, *, reading: Sequence[str] = READING) -> None:
    """Write the note as CommonMark. reading: the sentences on how the files are read."""
    path.write_text(method_text(note, reading=reading), encoding="utf-8", newline="\n")


def method_text(note: MethodNote, *, reading: Sequence[str] = READING) -> str:
    """Return the note as CommonMark. Nothing in its texts can become a link, a heading or HTML."""
    return "\n\n".join(_blocks(note, reading)) + "\n"


def _blocks(note: MethodNote, reading: Sequence[str]) -> Iterator[str]:
    terms = note.terms
    yield f"# {_plain(note.title)}"
    yield f"**{_plain(terms.audience)}**"
    yield from _section("What this is", note.what)
    yield "## For whom it was made, and on which conditions"
    yield f"Made for: {_plain(note.made_for)}"
    if terms.conditions:
        yield "\n".join(f"- {_plain(condition)}" for condition in terms.conditions)
    yield from _section("How groups and students are protected", note.protection)
    if note.withheld is not None:
        yield from _section("What was withheld", (_withheld(note.withheld),))
    yield from _section("What the data cannot tell", note.limits)
    yield from _section("How to read the files", reading)
    yield from _section("Policy", (f"This release was decided under {terms.policy}.",))
    yield from _section("Questions", (terms.contact,))


def _withheld(count: int) -> str:
    if count == 0:
        return "Every number of the list has its student in the file."
    numbers = "1 number" if count == 1 else f"{count:,} numbers"
    return f"For {numbers} of the list no student is in the file. The office does not say which or why."


def _section(title: str, paragraphs: Sequence[str]) -> Iterator[str]:
    if paragraphs:
        yield f"## {title}"
        yield from map(_plain, paragraphs)


def _plain(text: str) -> str:
    """Return the text on one line with everything that Markdown would read as its own set aside."""
    line = " ".join(tidy_text(text).split())
    return _LIST_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", line))
