"""Who keeps the register of partners."""

from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import Answer, may_as


def may_take_in(user: User) -> Answer:
    """Whether somebody may take in a new register: analysts and data stewards."""
    return may_as(user, Role.ANALYST, Role.STEWARD)
