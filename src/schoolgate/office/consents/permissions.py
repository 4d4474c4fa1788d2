"""Who may see and write consents. Families come by their links, which carry their own right."""

from schoolgate.office.people.models import Role, User
from schoolgate.office.people.permissions import Answer, may_as

READERS = (Role.ANALYST, Role.STEWARD, Role.AUDITOR)


def may_see(user: User) -> Answer:
    """Whether somebody may look consents up, with student numbers in clear."""
    return may_as(user, *READERS)


def may_keep(user: User) -> Answer:
    """Whether somebody may import, ask for and withdraw consents, and write down bars and opt-outs."""
    return may_as(user, Role.ANALYST)
