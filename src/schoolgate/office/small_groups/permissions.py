"""Who may write a case for showing small groups, and who may speak to it."""

from django.utils.translation import gettext as _

from schoolgate.core import DataLevel
from schoolgate.office.people.models import User
from schoolgate.office.people.permissions import YES, Answer, may_as, no
from schoolgate.office.requests import permissions as requests
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.small_groups import selectors
from schoolgate.office.small_groups.models import Case
from schoolgate.policy.vocabulary import RequesterKind


def may_be_shown(request: DataRequest) -> Answer:
    """Whether the circular leaves this to people at all: for counts of groups, for an agency outside the district."""
    if request.owner.kind != RequesterKind.AGENCY.value:
        return no(_("Groups under 10 are hidden from everybody but an agency outside the district (R29, R46)."))
    if request.level != DataLevel.AGGREGATE.value:
        return no(_("Agencies receive counts of groups alone; rows about students are the Legal Advisor's (R45)."))
    return YES


def may_propose(user: User, request: DataRequest) -> Answer:
    """Whether somebody may write a case: an analyst, never for themselves."""
    allowed = may_be_shown(request)
    return requests.may_work_on(user, request) if allowed else allowed


def may_speak(user: User, case: Case) -> Answer:
    """Whether somebody may agree or not: who holds a role still asked, and had no part in the request or the case."""
    if user.pk in {case.proposed_by_id, case.request.entered_by_id}:
        return no(_("Somebody who had no part in the case decides."))
    if user.pk == case.request.owner_id:
        return no(_("Nobody decides on their own request."))
    said = selectors.opinions_on(case)
    if user.pk in {opinion.by_id for opinion in said}:
        return no(_("You have spoken to it already. The other approval is somebody else's."))
    return may_as(user, *(role for role in selectors.ASKED if role not in {opinion.role for opinion in said}))
