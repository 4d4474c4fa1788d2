"""Reads about people."""

from django.db.models import QuerySet

from schoolgate.office.people.models import Role, User


def holders(*roles: Role) -> QuerySet[User]:
    """Return the active people who hold one of the roles, by name."""
    held = User.objects.filter(is_active=True, grants__role__in=roles, grants__ended_at=None)
    return held.distinct().order_by("name", "email")
