import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.office import AT, make_person, make_submitted, signed_in

from schoolgate.office.people.models import OFFICE_ROLES, Role, User
from schoolgate.office.requests.actions import desk
from schoolgate.portal.measures.charts import bars


@pytest.fixture(autouse=True)
def _today(settings: Settings) -> None:
    settings.SCHOOLGATE_TODAY = AT.date().isoformat()


@pytest.mark.parametrize("role", [*Role, None])
def test_the_office_alone_sees_its_measures(db: None, role: Role | None) -> None:
    user = make_person("who@district.example", *([role] if role else []))
    expected = 200 if role in OFFICE_ROLES else 403
    assert signed_in(user).get(reverse("measures")).status_code == expected
    assert Client().get(reverse("measures")).status_code == 302


def test_each_chart_has_a_name_and_a_table_with_the_same_words_and_no_style(requester: User, analyst: User) -> None:
    request = make_submitted(requester)
    desk.answer_publicly(request=request, text="It is published.", by=analyst, at=AT)
    page = signed_in(analyst).get(reverse("measures")).content.decode()
    charts = re.findall(r"<svg.*?</svg>\s*<details.*?</details>", page, flags=re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        drawing, _, table = chart.partition("</svg>")
        assert 'role="img"' in drawing
        assert re.findall(r"<text[^>]*>([^<]+)", drawing) == re.findall(
            r"<t[hd] (?:scope=\"row\"|class=\"sg-number\")>([^<]+)", table
        )
    assert " style=" not in page


@pytest.mark.parametrize(
    "days", [("2026-04-10", "2026-04-01"), ("2020-01-01", "2026-01-01"), ("x", "y")], ids=["disorder", "long", "words"]
)
def test_days_that_cannot_be_are_told(analyst: User, days: tuple[str, str]) -> None:
    answer = signed_in(analyst).get(reverse("measures"), {"first_on": days[0], "last_on": days[1]})
    assert answer.status_code == 422


def test_the_longest_bar_leaves_room_for_its_number() -> None:
    short, long = bars([("a", 1.0, "1"), ("b", 4.0, "4")])
    assert (short.width, long.width, long.value_x) == ("20.00%", "80.00%", "81.50%")
    assert long.bar_y > short.bar_y
