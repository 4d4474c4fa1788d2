"""Reads of cases: the newest of a request, where it stands, the decision as a release takes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolgate.office.people.models import Role
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.small_groups.models import Case, Law, Opinion
from schoolgate.release.small_groups import SmallGroups

ASKED = (Role.REVIEWER, Role.RELEASER)
"""Whose agreement a case needs, one person for each: a reviewer, and a releaser as the higher role."""


class Standing(models.TextChoices):
    """Where a case is."""

    OPEN = "open", _("waiting for approvals")
    GRANTED = "granted", _("approved by two people")
    REFUSED = "refused", _("not approved")
    LAPSED = "lapsed", _("lapsed: the request was submitted anew")


def newest(request: DataRequest) -> Case | None:
    """Return the case that was written last, whatever became of it."""
    return request.small_groups_cases.select_related("proposed_by").last()


def opinions_on(case: Case) -> list[Opinion]:
    """Return what was said of a case, in order."""
    return list(case.opinions.select_related("by"))


def standing(case: Case) -> Standing:
    """Return where a case is. One no ends it; it speaks of one version of the request alone."""
    said = opinions_on(case)
    if any(not opinion.agrees for opinion in said):
        return Standing.REFUSED
    if case.version != case.request.version:
        return Standing.LAPSED
    return Standing.GRANTED if {opinion.role for opinion in said} >= set(ASKED) else Standing.OPEN


def agreed(request: DataRequest) -> tuple[str, ...]:
    """Return the names of those who agreed to the case that stands for a request as it is now."""
    case = newest(request)
    if case is None or standing(case) not in {Standing.OPEN, Standing.GRANTED}:
        return ()
    return tuple(opinion.signature for opinion in opinions_on(case))


def granted(request: DataRequest) -> Case | None:
    """Return the case that two people approved for a request as it is now; None where there is none."""
    case = newest(request)
    return case if case is not None and standing(case) is Standing.GRANTED else None


def decision_of(case: Case | None) -> SmallGroups | None:
    """Return what people decided as a release takes it."""
    if case is None:
        return None
    names = tuple(opinion.signature for opinion in opinions_on(case))
    return SmallGroups(Law(case.law).citation, case.basis, case.agreement, names)
