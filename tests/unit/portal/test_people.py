import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.office import make_person, signed_in

from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.people.models import Role, RoleGrant, User
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.sample.writing import WrittenDistrict
from schoolgate.warehouse.store import Store


def roles_of(user: User) -> frozenset[Role]:
    return User.objects.get(pk=user.pk).roles()


def test_a_steward_gives_and_ends_a_role(steward: User, requester: User) -> None:
    client = signed_in(steward)
    client.post(reverse("person_grant", args=[requester.pk]), {"role": "analyst"})
    assert roles_of(requester) == {Role.ANALYST}
    client.post(reverse("person_end", args=[requester.pk]), {"role": "analyst"})
    assert roles_of(requester) == frozenset()
    assert RoleGrant.objects.filter(user=requester).count() == 1
    events = LedgerRow.objects.filter(subject=f"user:{requester.pk}").values_list("event", flat=True)
    assert list(events) == ["person.role_granted", "person.role_ended"]


def test_nobody_changes_their_own_roles(steward: User) -> None:
    client = signed_in(steward)
    for name, role in (("person_grant", "releaser"), ("person_end", "steward")):
        assert client.post(reverse(name, args=[steward.pk]), {"role": role}).status_code == 403
    assert roles_of(steward) == {Role.STEWARD}
    assert "Nobody changes their own roles" in client.get(reverse("person", args=[steward.pk])).content.decode()


def test_an_auditor_sees_people_and_changes_nothing(auditor: User, requester: User) -> None:
    client = signed_in(auditor)
    page = client.get(reverse("person", args=[requester.pk])).content.decode()
    assert requester.email in page
    assert "Give the role" not in page
    for name in ("person_grant", "person_end", "person_link"):
        said = {"role": "analyst", "person_id": "STF-1", "kind": "teacher"}
        assert client.post(reverse(name, args=[requester.pk]), said).status_code == 403
    assert roles_of(requester) == frozenset()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.REVIEWER, Role.RELEASER, Role.SCHOOL_STAFF, None])
def test_people_are_for_stewards_and_auditors(db: None, role: Role | None) -> None:
    user = make_person("who@district.example", *([role] if role else []))
    other = make_person("other@example.org")
    client = signed_in(user)
    assert client.get(reverse("people")).status_code == 403
    for name in ("person_grant", "person_end", "person_link"):
        assert client.post(reverse(name, args=[other.pk]), {"role": "steward"}).status_code == 403
    assert client.get(reverse("person", args=[other.pk])).status_code == 403
    assert Client().get(reverse("people")).status_code == 302
    assert roles_of(other) == frozenset()


def test_a_role_given_twice_is_told_and_not_doubled(steward: User, requester: User) -> None:
    client = signed_in(steward)
    address = reverse("person_grant", args=[requester.pk])
    client.post(address, {"role": "analyst"})
    assert "held already" in client.post(address, {"role": "analyst"}, follow=True).content.decode()
    assert "no such role" in client.post(address, {"role": "king"}, follow=True).content.decode()
    assert RoleGrant.objects.filter(user=requester).count() == 1


def test_people_are_found_by_name_and_by_role(steward: User, requester: User, analyst: User) -> None:
    client = signed_in(steward)
    page = client.get(reverse("people"), {"words": "rosa"}).content.decode()
    assert requester.email in page
    assert analyst.email not in page
    page = client.get(reverse("people"), {"role": "analyst"}).content.decode()
    assert analyst.email in page
    assert requester.email not in page


def test_a_steward_links_staff_to_a_person_of_the_records_and_to_nobody_else(
    steward: User, requester: User, settings: Settings, store: Store, district: WrittenDistrict
) -> None:
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = district.facts.release_on.isoformat()
    client = signed_in(steward)
    address = reverse("person_link", args=[requester.pk])
    page = client.post(address, {"person_id": "STF-999999", "kind": "teacher"}, follow=True).content.decode()
    assert "know nobody of this number" in page
    client.post(address, {"person_id": district.facts.teacher.person_id, "kind": "teacher"})
    linked = User.objects.get(pk=requester.pk)
    assert (linked.person_id, linked.kind) == (district.facts.teacher.person_id, RequesterKind.TEACHER)
    assert linked.roles() == {Role.SCHOOL_STAFF}
