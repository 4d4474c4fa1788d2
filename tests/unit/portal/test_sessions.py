from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from tests.office import AT, PASSWORD, signed_in

from schoolgate.office import tick
from schoolgate.office.people.models import User


def shift(client: Client, name: str, seconds: int) -> None:
    session = client.session
    session[name] = int((timezone.now() - timedelta(seconds=seconds)).timestamp())
    session.save()


def test_an_idle_session_ends(requester: User, settings: Settings) -> None:
    client = signed_in(requester)
    assert client.get(reverse("home")).status_code == 200
    shift(client, "seen_at", settings.SCHOOLGATE_IDLE_SECONDS + 1)
    assert client.get(reverse("home")).headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_a_session_ends_after_ten_hours_however_busy(requester: User, settings: Settings) -> None:
    client = signed_in(requester)
    client.get(reverse("home"))
    shift(client, "began_at", settings.SESSION_COOKIE_AGE + 1)
    assert client.get(reverse("home")).headers["Location"] == reverse("account_login")


def test_signing_in_changes_the_session_s_key(requester: User) -> None:
    client = Client()
    client.get(reverse("account_login"))
    before = client.session.session_key
    client.post(reverse("account_login"), {"login": requester.email, "password": PASSWORD})
    assert client.session.session_key != before
    assert "_auth_user_id" in client.session


def test_the_door_stays_shut_after_five_wrong_passwords(requester: User) -> None:
    client = Client()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": requester.email, "password": "wrong"})
    client.post(reverse("account_login"), {"login": requester.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_counts_of_wrong_passwords_are_kept_however_many_accounts_are_tried(db: None) -> None:
    """They lie in the cache, which by itself forgets a third of what it holds from 300 on."""
    for nth in range(400):
        cache.set(f"try-{nth}", nth, timeout=300)
    assert [cache.get(f"try-{nth}") for nth in range(400)] == list(range(400))


def test_sessions_that_are_over_are_removed_those_of_visitors_too(requester: User) -> None:
    signed_in(requester).get(reverse("home"))
    Client().get(reverse("mfa_login_webauthn"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert Session.objects.count() == 2
    over = Session.objects.order_by("expire_date").first()
    assert over is not None
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
    [done] = [step for step in tick.run(AT) if step.name == "sessions that are over"]
    assert (done.count, Session.objects.count()) == (1, 1)


def test_signing_in_leads_to_no_other_site(requester: User) -> None:
    address = reverse("account_login") + "?next=https://evil.example/"
    answer = Client().post(address, {"login": requester.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == reverse("home")


def test_an_account_without_a_verified_address_does_not_open(requester: User) -> None:
    requester.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # of allauth's records
    client = Client()
    answer = client.post(reverse("account_login"), {"login": requester.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("account_email_verification_sent")


def test_nobody_makes_themselves_staff_of_the_district(requester: User) -> None:
    client = signed_in(requester)
    client.post(reverse("account"), {"name": "R", "kind": "central_staff", "organisation": "", "position": ""})
    requester.refresh_from_db()
    assert requester.kind == "public"


def test_a_host_that_is_not_the_office_s_is_refused(db: None) -> None:
    assert Client().get(reverse("front"), headers={"Host": "evil.example"}).status_code == 400
