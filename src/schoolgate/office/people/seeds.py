"""The people of a demonstration. Their password and second factor are printed: never for an office that people use."""

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time

from schoolgate.office.people import actions as people
from schoolgate.office.people.models import Role, User
from schoolgate.office.scenes import Scene
from schoolgate.policy.vocabulary import RequesterKind

PASSWORD = "demonstration only"  # noqa: S105  # printed for everybody to see
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # printed for everybody to see

_OUTSIDE = {
    "requester": ("rosa@example.org", "Rosa Reyes", "Neighborhood Council", RequesterKind.PUBLIC),
    "partner": ("pat@partner.example", "Pat Porter", "", RequesterKind.PARTNER),
    "researcher": ("nia@university.example", "Nia Nolan", "Bay State University", RequesterKind.RESEARCHER),
    "agency": ("omar@agency.example", "Omar Ortiz", "City Planning Department", RequesterKind.AGENCY),
}
_OFFICE = {
    "analyst": ("ana@district.example", "Ana Abreu", Role.ANALYST),
    "second_analyst": ("ben@district.example", "Ben Barros", Role.ANALYST),
    "reviewer": ("rita@district.example", "Rita Rossi", Role.REVIEWER),
    "second_reviewer": ("raj@district.example", "Raj Rao", Role.REVIEWER),
    "releaser": ("lee@district.example", "Lee Lam", Role.RELEASER),
    "second_releaser": ("lou@district.example", "Lou Lopes", Role.RELEASER),
    "steward": ("sue@district.example", "Sue Stone", Role.STEWARD),
    "auditor": ("abe@district.example", "Abe Arnold", Role.AUDITOR),
}


def plant(scene: Scene) -> None:
    """Make the people, with verified addresses, and a second factor for those who have a role."""
    at = scene.at(60)
    for key, (email, name, organisation, kind) in _OUTSIDE.items():
        user = _account(email, name)
        people.register(user=user, at=at)
        organisation = scene.district.partner if key == "partner" else organisation
        people.describe(user=user, name=name, position="", organisation=organisation, kind=kind, at=at)
        scene.people[key] = user
    for key, (email, name, role) in _OFFICE.items():
        user = _account(email, name)
        people.grant_first_role(user=user, role=role, at=at)
        people.describe(
            user=user,
            name=name,
            position=str(role.label),
            organisation="",
            kind=RequesterKind.PUBLIC,
            at=at,
        )
        scene.people[key] = user
    for key, person, kind in (
        ("teacher", scene.district.teacher, RequesterKind.TEACHER),
        ("principal", scene.district.principal, RequesterKind.SCHOOL_LEADER),
    ):
        user = _account(f"{key}@district.example", person.name)
        people.link_person(user=user, person_id=person.person_id, kind=kind, by=scene.people["steward"], at=at)
        scene.people[key] = user
    for user in scene.people.values():
        if user.needs_second_factor:
            TOTP.activate(user, TOTP_SECRET)


def _account(email: str, name: str) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def code_now() -> str:
    """Return the second factor of a demonstration's people at this moment, as their telephones would show it."""
    [counter] = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(TOTP_SECRET, counter)))
