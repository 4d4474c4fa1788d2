"""What was found beside a file, as a sentence. Every code and every column of its particulars has words here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schoolgate.office.builds.findings import Code, Weight
from schoolgate.office.builds.models import Build

_SENTENCES: dict[Code, str | Promise] = {
    Code.HIDDEN: _(
        "%(year)s: %(shown)s groups are shown. %(small)s are hidden because they are small, %(others)s so that those "
        "can't be worked out."
    ),
    Code.SMALL_SHOWN: _("%(year)s: %(count)s small groups are shown."),
    Code.SMALL_BY_EXCEPTION: _(
        "%(year)s: %(count)s small groups are shown, by the exception that %(names)s approved (%(law)s). Only this "
        "agency may see them."
    ),
    Code.WITHHELD: _("%(count)s students are not in the file."),
    Code.COLUMNS_MISSING: _("Asked for, but not in the file: %(names)s."),
    Code.COLUMNS_BEYOND: _("In the file, but not asked for by this name: %(names)s."),
    Code.UNIQUE_ROWS: _("%(alone)s of %(rows)s rows are alone with their values, names left out (%(columns)s)."),
    Code.COMPARED: _(
        "%(year)s: release %(release)s shows %(groups)s of the same groups, none with a small difference."
    ),
    Code.SUBTRACTABLE: _(
        "%(year)s: %(count)s groups differ from release %(release)s by fewer than ten students. Who subtracts one "
        "from the other learns about those few, their rates and means too."
    ),
    Code.SAME_STUDENTS: _("%(count)s of these students are also in release %(release)s to the same person."),
    Code.BESIDE: _("%(year)s: protected together with release %(release)s: nothing can be worked out from both."),
    Code.NOT_BESIDE: _("%(year)s: can't be protected together with release %(release)s. %(why)s"),
}
_WEIGHTS: dict[Weight, tuple[str | Promise, str]] = {
    Weight.STOP: (_("stands against it"), "sg-tag--bad"),
    Weight.LOOK: (_("look at this"), "sg-tag--warn"),
    Weight.NOTE: (_("good to know"), "sg-tag--blue"),
}
_WORDS: dict[str, str | Promise] = {
    "group": _("group"),
    "students": _("students"),
    "why": _("why"),
    "reason": _("reason"),
    "earlier": _("earlier"),
    "now": _("now"),
    "difference": _("difference"),
    "small": _("small"),
    "protects_a_small_group": _("protects a small group"),
    "no_such_student": _("no such student"),
    "not_enrolled": _("not enrolled"),
    "no_consent": _("no consent"),
    "consent_not_valid": _("consent not valid"),
    "opted_out": _("opted out"),
    "enrolled_lately": _("enrolled lately"),
    "not_anonymous": _("would not be anonymous"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as a page shows it. tag: the class of its mark."""

    sentence: str
    weight: str | Promise
    tag: str
    header: list[str | Promise]
    rows: list[list[str | Promise]]


def said(build: Build) -> list[Said]:
    """Return the findings of a build in words, the weightiest first."""
    return [_said(finding) for finding in build.findings]


def _said(finding: Mapping[str, object]) -> Said:
    weight, tag = _WEIGHTS[Weight(str(finding["weight"]))]
    sentence = str(_SENTENCES[Code(str(finding["code"]))]) % finding["values"]
    header, rows = finding["header"], finding["rows"]
    return Said(sentence, weight, tag, _words(header), [_words(row) for row in rows] if isinstance(rows, list) else [])


def _words(cells: object) -> list[str | Promise]:
    return [_WORDS.get(str(cell), str(cell)) for cell in cells] if isinstance(cells, Sequence) else []
