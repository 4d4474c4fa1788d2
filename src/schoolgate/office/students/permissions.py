"""Who may look at students of their own."""

from django.utils.translation import gettext as _

from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import YES, Answer, may_as, no
from schoolgate.policy.vocabulary import RequesterKind


def may_see_own_students(user: User) -> Answer:
    """Whether somebody has students of their own: school staff who are linked to a person of the records (R33, R34)."""
    answer = may_as(user, Role.SCHOOL_STAFF)
    if not answer:
        return answer
    if not user.person_id or not RequesterKind(user.kind).is_school:
        return no(_("Your account is not linked to the district's staff records yet. A data steward can link it."))
    return YES
