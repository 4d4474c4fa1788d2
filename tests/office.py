"""People and requests for tests of the office, made through the real actions."""

from datetime import datetime, timedelta, timezone

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import is_mfa_enabled
from django.test import Client

from schoolgate.office.people.models import Role, RoleGrant, User
from schoolgate.office.requests.actions import drafts, submission
from schoolgate.office.requests.drafts import Draft
from schoolgate.office.requests.models import DataRequest
from schoolgate.policy.vocabulary import RequesterKind

EASTERN = timezone(timedelta(hours=-4))
AT = datetime(2026, 4, 10, 10, tzinfo=EASTERN)  # a Friday; fifteen business days later is Monday 4 May
PASSWORD = "a long enough password"

TABLE = Draft(
    purpose="planning",
    use="To plan where our tutoring is needed most.",
    audience=("internal",),
    level="aggregate",
    school_years=("2024-25",),
    group_by=("grade",),
    measures=("students", "attendance_rate"),
    public_data_reviewed="The published figures are not by grade.",
)
ROSTER = TABLE.with_(
    purpose="services",
    level="roster",
    group_by=(),
    measures=(),
    elements=("name", "grade", "attendance_by_quarter"),
    specific_group=True,
    school_agreements="no",
)
NUMBERS = ("100001", "100002", "100003")


def make_person(
    email: str, *roles: Role, kind: RequesterKind = RequesterKind.PUBLIC, name: str = "", organisation: str = ""
) -> User:
    """Return an account with roles and a verified address; its password is `PASSWORD`."""
    user = User.objects.create_user(email, PASSWORD, name=name or email.partition("@")[0].title())
    user.kind, user.organisation = kind.value, organisation
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, granted_at=AT, granted_by="test")
    return user


def make_draft(owner: User, draft: Draft = TABLE, *, numbers: tuple[str, ...] = (), at: datetime = AT) -> DataRequest:
    """Return a draft that is complete."""
    request = drafts.begin(owner=owner, by=owner, at=at, draft=draft)
    return drafts.set_ids(request=request, numbers=numbers, by=owner, at=at) if numbers else request


def make_submitted(
    owner: User, draft: Draft = TABLE, *, numbers: tuple[str, ...] = (), at: datetime = AT
) -> DataRequest:
    """Return a request that was submitted."""
    return submission.submit(request=make_draft(owner, draft, numbers=numbers, at=at), by=owner, at=at)


def signed_in(user: User) -> Client:
    """Return a browser in which somebody is signed in, with a second factor where the role asks for one."""
    if user.needs_second_factor and not is_mfa_enabled(user):
        TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    return client
