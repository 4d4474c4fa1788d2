"""A family that reads Spanish: the letter's link, the answer, the receipt and the withdrawal, in a real browser."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from tests import consents as families
from tests.browser import walking
from tests.browser.test_accessibility import AXE, violations
from tests.consents import ask

from schoolgate.office.consents.models import ConsentRecord
from schoolgate.warehouse.store import Store

Shoot = Callable[[Page, str], None]


@pytest.mark.timeout(200)
def test_a_family_signs_and_withdraws_in_spanish(
    office: str, browser: Browser, shoot: Shoot, store: Store, settings: Settings
) -> None:
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = ""
    at = timezone.now()
    pupil = families.young(store, at.date())
    _asked, token = ask(pupil, walking.make_staff().analyst, at)
    context = browser.new_context(locale="es-US", bypass_csp=True)
    context.add_init_script(path=AXE)
    page, found = context.new_page(), []

    page.goto(office)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Datos sobre nuestros estudiantes"))
    found += violations(page)
    shoot(page, "front-spanish")
    page.goto(f"{office}/consent/{token}/")
    found += violations(page)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your consent")
    walking.follow(page, page.get_by_role("link", name="Español"))
    shoot(page, "consent-sign-spanish")
    page.get_by_role("group", name=re.compile("Asistencia")).get_by_text("Sí, entréguelo").click()
    page.get_by_role("group", name=re.compile("Calificaciones")).get_by_text("No", exact=True).click()
    page.get_by_label("La fecha de nacimiento del estudiante").fill(pupil.birth_date.isoformat())
    page.get_by_label("Su nombre completo, como firma").fill("Mo Mother")
    page.get_by_text("He leído esto").click()
    page.get_by_role("button", name="Firmar esta respuesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias")
    found += violations(page)
    receipt = families.token_in(families.receipt_of(ConsentRecord.objects.get()))
    page.goto(f"{office}/consent/kept/{receipt}/?language=es")
    found += violations(page)
    shoot(page, "consent-kept-spanish")
    page.get_by_role("button", name="Retirar").click()
    expect(page.get_by_text("Ya no se entrega nada en virtud de él.")).to_be_visible()
    context.close()
    assert found == []
