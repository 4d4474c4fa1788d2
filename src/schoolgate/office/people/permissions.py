"""Whether somebody may do something, and if not, why not. Every package's `permissions` answers in this form."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from schoolgate.office.errors import Forbidden
from schoolgate.office.people.models import Role, User


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with a sentence for the person who asked. True and false in a test of truth."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise Forbidden where the answer is no."""
        if not self.allowed:
            raise Forbidden([self.reason])


YES = Answer(True)


def no(reason: str) -> Answer:
    """Return a no with its reason."""
    return Answer(False, reason)


def may_as(user: User, *roles: Role) -> Answer:
    """Whether the person holds one of the roles."""
    if user.has_role(*roles):
        return YES
    names = ", ".join(str(role.label) for role in roles)
    return no(_("This needs the role: %(roles)s.") % {"roles": names})


def may_manage_people(user: User) -> Answer:
    """Whether the person may give and end roles and link staff to their records: data stewards."""
    return may_as(user, Role.STEWARD)


def may_change_roles_of(user: User, other: User) -> Answer:
    """Whether the person may change another's roles; nobody changes their own."""
    if user.pk == other.pk:
        return no(_("Nobody changes their own roles."))
    return may_manage_people(user)


def may_read_ledger(user: User) -> Answer:
    """Whether the person may read the ledger."""
    return may_as(user, Role.AUDITOR, Role.STEWARD)


def may_see_student_numbers(user: User) -> Answer:
    """Whether the person may see student numbers of the disclosure log in clear."""
    return may_as(user, Role.AUDITOR, Role.STEWARD)
