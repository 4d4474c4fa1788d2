"""What becomes of a person whom the district's single sign-on lets in."""

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from schoolgate.office.ledger.selectors import rows_about
from schoolgate.office.people.models import User
from schoolgate.portal.accounts.adapter import DistrictAdapter


def test_a_person_of_the_district_gets_an_account_with_their_name_and_no_role(db: None) -> None:
    adapter, request = DistrictAdapter(), RequestFactory().get("/")
    request.session = SessionStore()
    sign_in = SocialLogin(user=User(), account=SocialAccount(provider="district", uid="7"))
    said = {"email": "tess@district.example", "name": "Tess Teacher", "first_name": "Tess", "last_name": "T."}
    adapter.populate_user(request, sign_in, said)
    user = adapter.save_user(request, sign_in)
    assert (user.name, user.email, user.kind, user.roles()) == (
        "Tess Teacher",
        "tess@district.example",
        "public",
        frozenset(),
    )
    assert [row.event for row in rows_about(f"user:{user.pk}")] == ["person.registered"]
