from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.office import AT, make_submitted

from schoolgate.office.people.models import User

TOKEN = "a token of some length"


def test_a_process_that_runs_says_so_without_asking_the_database(
    client: Client,
) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_an_office_is_ready_when_database_folder_and_records_are(db: None, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == {"database": True, "folder": True, "records": True}


def test_an_office_whose_records_are_gone_is_not_ready(
    db: None, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.SCHOOLGATE_STORE = tmp_path / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["records"] is False


def test_an_office_whose_database_waits_for_a_migration_is_not_ready(db: None, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'closures'")
    assert client.get("/readyz").json()["checks"]["database"] is False


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", TOKEN[:-1]])
def test_the_figures_are_for_the_holder_of_the_token(db: None, client: Client, settings: Settings, given: str) -> None:
    for token in ("", TOKEN):
        settings.SCHOOLGATE_METRICS_TOKEN = token
        assert client.get(reverse("metrics"), headers={"authorization": given}).status_code == 404


def test_the_figures_are_those_of_the_office(requester: User, client: Client, settings: Settings) -> None:
    settings.SCHOOLGATE_METRICS_TOKEN = TOKEN
    settings.SCHOOLGATE_TODAY = "2026-05-05"
    make_submitted(requester)
    make_submitted(requester, at=AT.replace(month=5, day=4))
    answer = client.get(reverse("metrics"), headers={"authorization": f"Bearer {TOKEN}"})
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'schoolgate_requests{state="submitted"} 2\n' in text
    assert "schoolgate_requests_overdue 1\n" in text
    assert "schoolgate_mail_waiting 2\n" in text
    for line in text.splitlines():
        assert line.startswith(("# HELP schoolgate_", "# TYPE schoolgate_", "schoolgate_"))
    assert requester.email not in text
