"""Who keeps the office's days."""

from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import Answer, may_as


def may_keep_closures(user: User) -> Answer:
    """Whether somebody may enter and take back closures: data stewards."""
    return may_as(user, Role.STEWARD)
