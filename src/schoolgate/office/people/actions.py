"""Writes about people: accounts made for others, roles, links to records."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.office.errors import NotNow
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.actions import Actor
from schoolgate.office.people import permissions
from schoolgate.office.people.models import Role, RoleGrant, User
from schoolgate.policy.vocabulary import RequesterKind

EXTERNAL_KINDS = tuple(kind for kind in RequesterKind if not kind.is_staff)


@transaction.atomic
def register(*, user: User, at: datetime) -> None:
    """Record that somebody made an account."""
    ledger.append(event="person.registered", subject=f"user:{user.pk}", by=user.as_actor, at=at)


@transaction.atomic
def describe(*, user: User, name: str, position: str, organisation: str, kind: RequesterKind, at: datetime) -> None:
    """Set what a person says of themselves. A member of staff stays one: only the office changes that.

    The organization is told to the ledger, for consents and the register of partners are found by its name.
    """
    _hold(user)
    before = {"kind_before": user.kind, "organisation_before": user.organisation}
    is_staff = RequesterKind(user.kind).is_staff
    user.name, user.position, user.organisation = name.strip(), position.strip(), organisation.strip()
    if not is_staff and not kind.is_staff:
        user.kind = kind.value
    user.save(update_fields=["name", "position", "organisation", "kind"])
    details = {**before, "kind": user.kind, "organisation": user.organisation}
    ledger.append(event="person.described", subject=f"user:{user.pk}", by=user.as_actor, at=at, details=details)


@transaction.atomic
def invite(*, email: str, name: str, organisation: str, kind: RequesterKind, by: User, at: datetime) -> User:
    """Return the account of somebody who wrote or phoned, made where there is none.

    The person can sign in after setting a password by the link that "forgot password" mails.
    """
    permissions.may_as(by, Role.ANALYST, Role.STEWARD).require()
    known = User.objects.filter(email=email.strip().lower()).first()
    if known is not None:
        return known
    user = User.objects.create_user(email, name=name)
    user.organisation, user.kind = organisation, kind.value
    user.save(update_fields=["organisation", "kind"])
    ledger.append(event="person.invited", subject=f"user:{user.pk}", by=by.as_actor, at=at)
    return user


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User, at: datetime) -> None:
    """Give a role. Raises Forbidden, and NotNow where it is held already."""
    permissions.may_change_roles_of(by, user).require()
    _grant(user, role, by.as_actor, at)


@transaction.atomic
def grant_first_role(*, user: User, role: Role, at: datetime) -> None:
    """Give a role from the command line of the machine that the office runs on: how its first steward comes to be."""
    _grant(user, role, Actor.system("command line"), at)


@transaction.atomic
def end_role(*, user: User, role: Role, by: User, at: datetime) -> None:
    """End a role. Raises Forbidden, and NotNow where it is not held."""
    permissions.may_change_roles_of(by, user).require()
    _hold(user)
    ended = RoleGrant.objects.filter(user=user, role=role, ended_at=None).update(ended_at=at)
    if not ended:
        raise NotNow([_("The role is not held.")])
    ledger.append(
        event="person.role_ended", subject=f"user:{user.pk}", by=by.as_actor, at=at, details={"role": role.value}
    )


@transaction.atomic
def link_person(*, user: User, person_id: str, kind: RequesterKind, by: User, at: datetime) -> None:
    """Link a member of staff to a person of the snapshot (users.sourcedId), and let them see their own students.

    Raises Forbidden: who links somebody gives them a role.
    """
    permissions.may_change_roles_of(by, user).require()
    _hold(user)
    user.person_id, user.kind = person_id, kind.value
    user.save(update_fields=["person_id", "kind"])
    details = {"person": person_id, "kind": kind.value}
    ledger.append(event="person.linked", subject=f"user:{user.pk}", by=by.as_actor, at=at, details=details)
    if not RoleGrant.objects.filter(user=user, role=Role.SCHOOL_STAFF, ended_at=None).exists():
        _grant(user, Role.SCHOOL_STAFF, by.as_actor, at)


def _hold(user: User) -> None:
    """Hold an account until the transaction is over, and read it anew: of two who write, the second waits."""
    user.refresh_from_db(from_queryset=User.objects.select_for_update())


def _grant(user: User, role: Role, by: Actor, at: datetime) -> None:
    _hold(user)
    if RoleGrant.objects.filter(user=user, role=role, ended_at=None).exists():
        raise NotNow([_("The role is held already.")])
    RoleGrant.objects.create(user=user, role=role, granted_at=at, granted_by=by.name)
    ledger.append(event="person.role_granted", subject=f"user:{user.pk}", by=by, at=at, details={"role": role.value})
