"""The terms that a recipient is shown and accepts, word for word as they are kept."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from schoolgate.office.people.models import User
from schoolgate.policy.determination import Determination


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a copy may be downloaded, and by when it must be destroyed; None for never."""

    until: date
    most_downloads: int
    destroy_by: date | None


def terms_of(determination: Determination, audience: str, limits: Limits, recipient: User) -> str:
    """Return the terms of one copy: what the circular says goes with the data, and what the office adds."""
    organisation = f", {recipient.organisation}" if recipient.organisation else ""
    sentences = [
        _("This copy is for %(name)s alone, for: %(audience)s.")
        % {"name": f"{recipient}{organisation}", "audience": audience},
        *determination.conditions,
        _("Do not try to find out who a hidden group or a row without a name is about."),
        _("The copy bears a mark by which it can be told from every other."),
    ]
    if limits.destroy_by is not None:
        day = date_format(limits.destroy_by, "F j, Y")
        sentences.append(_("Destroy every copy by %(day)s, and certify it here.") % {"day": day})
    return "\n".join(dict.fromkeys(sentences))
