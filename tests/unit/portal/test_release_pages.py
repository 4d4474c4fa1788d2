"""The pages of a release: at the desk, at the review, and with the one who asked."""

import io
import zipfile

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from tests.office import AT, signed_in
from tests.office_releases import GOOD_ANSWERS, approve, hand_over, make_started, run_build

from schoolgate.office.builds.models import Build
from schoolgate.office.clock import day_of
from schoolgate.office.deliveries.models import Delivery
from schoolgate.office.people.models import User
from schoolgate.office.requests.models import DataRequest
from schoolgate.office.requests.transitions import State
from schoolgate.warehouse.store import Store


def page(user: User, path: str, status: int = 200) -> str:
    answer = signed_in(user).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def signed_in_with_factor(user: User) -> Client:
    TOTP.activate(user, generate_totp_secret())
    return signed_in(user)


def test_an_analyst_asks_for_a_build_at_the_desk_and_sees_what_was_found(
    records: Store, requester: User, analyst: User
) -> None:
    request = make_started(requester, analyst)
    assert "Build the release" in page(analyst, f"/desk/{request.pk}/")
    signed_in(analyst).post(f"/desk/{request.pk}/build/")
    assert "Waiting to run" in page(analyst, f"/desk/{request.pk}/")
    assert Build.objects.get().state == "queued"


def test_a_build_shows_its_findings_its_first_rows_and_its_files(
    records: Store, requester: User, analyst: User
) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    shown = page(analyst, f"/builds/{build.pk}/")
    assert "groups are shown" in shown
    assert "school_year" in shown
    assert "office/proof-2025-26" in shown
    files = {file.name: file.pk for file in build.files.all()}
    sent = signed_in(analyst).get(f"/builds/{build.pk}/files/{files['data.csv']}/")
    assert b"".join(sent.streaming_content).startswith(b"school_year,")  # type: ignore[attr-defined]  # it streams


def test_nobody_outside_the_office_sees_a_build(records: Store, requester: User, analyst: User, partner: User) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    some_file = build.files.all()[0].pk
    for user in (requester, partner):
        page(user, f"/builds/{build.pk}/", 403)
        page(user, f"/builds/{build.pk}/files/{some_file}/", 403)
        page(user, f"/reviews/{build.pk}/", 403)


def test_a_reviewer_votes_with_the_checklist_and_does_not_read_the_other_vote_before(
    records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User
) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    assert str(build.request) in page(reviewer, "/reviews/")
    form = {**GOOD_ANSWERS, "verdict": "return", "words": "The terms do not fit."}
    signed_in(reviewer).post(f"/reviews/{build.pk}/", form)
    assert "The terms do not fit." in page(reviewer, f"/reviews/{build.pk}/")
    assert "The terms do not fit." not in page(second_reviewer, f"/reviews/{build.pk}/")
    assert "The terms do not fit." not in page(analyst, f"/reviews/{build.pk}/")
    signed_in(second_reviewer).post(f"/reviews/{build.pk}/", {**GOOD_ANSWERS, "verdict": "approve"})
    assert "The terms do not fit." in page(second_reviewer, f"/reviews/{build.pk}/")
    assert DataRequest.objects.get().state == State.IN_PROGRESS


def test_a_vote_without_an_answer_is_shown_again(
    records: Store, requester: User, analyst: User, reviewer: User
) -> None:
    build = run_build(make_started(requester, analyst), analyst)
    answer = signed_in(reviewer).post(f"/reviews/{build.pk}/", {"verdict": "approve"})
    assert answer.status_code == 422
    assert build.votes.count() == 0


def test_a_releaser_hands_over_and_the_recipient_accepts_downloads_and_certifies(
    records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User, releaser: User
) -> None:
    build = approve(run_build(make_started(requester, analyst), analyst), reviewer, second_reviewer)
    desk = f"/desk/{build.request_id}/"
    assert "Hand it over" in page(releaser, desk)
    page(releaser, f"{desk}deliver/")
    form = {"recipients": requester.email, "until": "2099-01-01", "most_downloads": "2", "signature": "Rel Releaser"}
    signed_in(releaser).post(f"{desk}deliver/", form)
    delivery = Delivery.objects.get()
    own = f"/deliveries/{delivery.pk}/"
    assert delivery.mark in page(requester, f"/requests/{build.request_id}/")
    assert "second factor" in page(requester, own)
    assert signed_in(requester).post(f"{own}download/").status_code == 403

    with_factor = signed_in_with_factor(requester)
    with_factor.post(f"{own}accept/", {"agree": "on", "name": "Rosa"})
    sent = with_factor.post(f"{own}download/")
    assert sent["Content-Disposition"] == f'attachment; filename="{build.request}-{delivery.mark}.zip"'
    body = b"".join(sent.streaming_content)  # type: ignore[attr-defined]  # it streams
    assert len(body) == delivery.size
    assert delivery.mark in zipfile.ZipFile(io.BytesIO(body)).read("method.md").decode()
    with_factor.post(f"{own}certify/", {"on": str(day_of(delivery.released_at)), "how": "Erased.", "name": "Rosa"})
    assert "Erased." in page(requester, own)
    assert "Erased." in page(releaser, desk)
    assert requester.email in page(releaser, f"/desk/trace/?mark={delivery.mark.lower()}")


def test_a_copy_is_shown_to_its_recipient_alone(
    records: Store, requester: User, analyst: User, reviewer: User, second_reviewer: User, releaser: User, partner: User
) -> None:
    build = approve(run_build(make_started(requester, analyst), analyst), reviewer, second_reviewer)
    [delivery] = hand_over(build, releaser, partner, at=AT)
    assert delivery.mark in page(partner, "/deliveries/")
    assert delivery.mark not in page(requester, "/deliveries/")
    for user in (requester, releaser, analyst):
        page(user, f"/deliveries/{delivery.pk}/", 404)
        assert signed_in(user).post(f"/deliveries/{delivery.pk}/download/").status_code == 404
