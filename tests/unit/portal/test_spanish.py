"""What a family sees in Spanish: whole pages, the letters, the choice of the language; staff read English."""

import gettext
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings
from tests import consents as families
from tests.consents import ask, token_in
from tests.office import AT
from tools import catalogues

from schoolgate.office.consents.models import ConsentAsk, ConsentRecord
from schoolgate.office.consents.texts import text_of
from schoolgate.office.ledger.selectors import details_of, rows_about
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.mail.secrets import whole_text
from schoolgate.office.people.models import User
from schoolgate.policy.determination import Lane
from schoolgate.policy.versions import current_pack
from schoolgate.portal.limits.table import LIMITS, Limit, Limited
from schoolgate.warehouse.store import Store

CATALOGUE = catalogues.LOCALE / "es" / "LC_MESSAGES" / "django.po"
SPANISH = {"accept-language": "es-US,es;q=0.9,en;q=0.5"}
# Names are the same in both languages, and what says the other language's name is meant to.
_NAMES = {"Harbor Tutors", "English", "Español", "No", "Menu"}


class _Texts(HTMLParser):
    """Gathers what a reader hears: text, and the attributes that name things. Parts marked as English are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the names in the attributes, and whether the text within is to be left out."""
        named = dict(attrs)
        if tag in {"script", "style"} or (named.get("lang") and tag != "html"):
            self._silent.append(tag)
        self.found |= {named[name] or "" for name in ("aria-label", "title", "alt", "placeholder") if named.get(name)}

    def handle_endtag(self, tag: str) -> None:
        """Note where a part that is left out ends."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self._silent and re.search(r"[A-Za-zÀ-ÿ]{2}", data):
            self.found.add(" ".join(data.split()))


@pytest.fixture
def one_wrong_link_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an address open one link that is none."""
    monkeypatch.setitem(LIMITS, Limited.WRONG_LINK, Limit("", 60, None, 1))


def texts_of(client: Client, address: str, headers: dict[str, str] | None = None) -> set[str]:
    return _read(client.get(address, headers=headers).content.decode())


def _read(page: str) -> set[str]:
    parser = _Texts()
    parser.feed(page)
    return parser.found


@pytest.fixture
def today(settings: Settings, store: Store) -> None:
    settings.SCHOOLGATE_STORE = store.path
    settings.SCHOOLGATE_TODAY = AT.date().isoformat()


@pytest.fixture
def asked(today: None, store: Store, analyst: User) -> tuple[ConsentAsk, str]:
    return ask(families.young(store, AT.date()), analyst, AT)


def signed(client: Client, asked: tuple[ConsentAsk, str], store: Store, address: str) -> ConsentRecord:
    """Sign through the page at an address, as whoever reads it would."""
    found = re.search(r'name="text_sha256" value="(\w+)"', client.get(address).content.decode())
    assert found is not None
    answer = {f"part-{element}": "yes" for element in asked[0].elements}
    born = families.young(store, AT.date()).birth_date.isoformat()
    answer |= {"birth_date": born, "name": "Mo Mother", "agreed": "on", "text_sha256": found.group(1)}
    assert client.post(address, answer).status_code == 302
    return ConsentRecord.objects.get()


@pytest.mark.parametrize("page", ["front", "sign", "wrong answer", "thanks", "kept", "withdrawn", "over"])
def test_no_text_of_a_family_s_page_is_left_in_english(page: str, asked: tuple[ConsentAsk, str], store: Store) -> None:
    client, address = Client(), f"/consent/{asked[1]}/"
    if page in {"kept", "withdrawn"}:
        record = signed(client, asked, store, f"{address}?language=en")
        address = f"/consent/kept/{token_in(families.receipt_of(record))}/"
        if page == "withdrawn":
            client.post(address)
            client.get(address)
        client.cookies.clear()
    elif page != "sign":
        address = {"front": "/", "thanks": "/consent/thanks/", "over": "/consent/unknown/"}.get(page, address)
    english, spanish = texts_of(Client(), address), texts_of(client, address, SPANISH)
    assert spanish
    assert english & spanish - _NAMES == set()


def test_no_text_of_what_a_family_did_too_often_is_left_in_english(
    db: None, today: None, one_wrong_link_an_hour: None
) -> None:
    assert Client().get("/consent/unknown/").status_code == 404
    english, spanish = texts_of(Client(), "/consent/unknown/"), texts_of(Client(), "/consent/unknown/", SPANISH)
    assert "Demasiadas veces" in spanish
    assert english & spanish - _NAMES == set()


@pytest.mark.parametrize("page", ["/", "/consent/unknown/", "/consent/kept/unknown/"])
def test_no_text_about_a_form_that_was_too_old_is_left_in_english(db: None, today: None, page: str) -> None:
    english, spanish = (
        _read(Client(enforce_csrf_checks=True).post(page, headers=headers).content.decode())
        for headers in ({}, SPANISH)
    )
    assert "No se puede aceptar el formulario" in spanish
    assert english & spanish - _NAMES == set()


def test_what_went_wrong_on_our_side_is_told_in_spanish(db: None, today: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("schoolgate.portal.consents.families.selectors.ask_of", fail)
    answer = Client(raise_request_exception=False).get("/consent/unknown/", headers=SPANISH)
    assert answer.status_code == 500
    assert '<html lang="es">' in answer.content.decode()
    assert "Lo sentimos" in answer.content.decode()


def test_what_is_wrong_with_an_answer_is_told_in_spanish(asked: tuple[ConsentAsk, str]) -> None:
    answer = Client().post(f"/consent/{asked[1]}/?language=es", {"name": ""}).content.decode()
    assert "Este campo es obligatorio." in answer
    assert "This field" not in answer


def test_every_element_and_purpose_that_a_family_may_be_asked_has_spanish_words() -> None:
    messages = catalogues.messages_in(CATALOGUE.read_text(encoding="utf-8"))
    pack = current_pack(AT.date())
    titles = {one.title for one in pack.elements if Lane.ROSTER in one.lanes and not one.is_restricted}
    assert titles <= messages.keys()


def test_the_catalogue_is_compiled_and_keeps_every_blank() -> None:
    messages = catalogues.messages_in(CATALOGUE.read_text(encoding="utf-8"))
    assert CATALOGUE.with_suffix(".mo").read_bytes() == catalogues.compiled(messages), "run make setup"
    with CATALOGUE.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for english, spanish in messages.items():
        if english:
            assert compiled.gettext(english) == spanish
            assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", spanish))


def test_a_catalogue_with_half_an_entry_is_not_compiled() -> None:
    with pytest.raises(ValueError, match="not whole"):
        catalogues.messages_in('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n')


def test_the_language_is_the_browser_s_until_somebody_chooses(today: None) -> None:
    client = Client()
    assert b'<html lang="es">' in client.get("/", headers=SPANISH).content
    assert b'<html lang="en">' in client.get("/").content
    chosen = client.get("/?language=en", headers=SPANISH)
    assert b'<html lang="en">' in chosen.content
    assert chosen.headers["Content-Language"] == "en"
    assert b'<html lang="en">' in client.get("/", headers=SPANISH).content
    assert b'href="?language=es"' in chosen.content
    assert settings.LANGUAGE_COOKIE_NAME in client.cookies
    assert b'<html lang="en">' in client.get("/?language=xx").content


def test_pages_that_are_not_translated_stay_english_and_say_so(db: None, today: None) -> None:
    for address in ("/accounts/login/", "/public-data/", "/nowhere/"):
        page = Client().get(address, headers=SPANISH).content.decode()
        assert '<html lang="en">' in page
        assert "?language=es" not in page


def test_the_letter_to_a_family_is_in_both_languages(asked: tuple[ConsentAsk, str]) -> None:
    letter = OutboxMail.objects.get(key=f"consent-ask:{asked[0].pk}")
    assert letter.subject == ("May Harbor Tutors receive school data? / ¿Puede Harbor Tutors recibir datos escolares?")
    assert letter.text.index("asks the district") < letter.text.index("pide al distrito")
    assert f"/consent/{asked[1]}/?language=es" in whole_text(letter)


def test_who_signs_in_spanish_signs_the_spanish_text_and_gets_a_spanish_receipt(
    asked: tuple[ConsentAsk, str], store: Store
) -> None:
    record = signed(Client(), asked, store, f"/consent/{asked[1]}/?language=es")
    english = text_of(asked[0], current_pack(AT.date()))
    assert english.language == "en"
    assert record.text_sha256 != english.sha256
    assert details_of(rows_about(record.subject).get(event="consent.signed"))["language"] == "es"
    receipt = families.receipt_of(record)
    assert receipt.subject == "Su respuesta sobre Harbor Tutors"
    assert "?language=es" in receipt.text


def test_a_withdrawal_in_spanish_writes_to_staff_in_english(asked: tuple[ConsentAsk, str], store: Store) -> None:
    client = Client()
    record = signed(client, asked, store, f"/consent/{asked[1]}/?language=es")
    client.post(f"/consent/kept/{token_in(families.receipt_of(record))}/?language=es")
    record.refresh_from_db()
    assert record.revoked_on is not None
    page = client.get(f"/consent/kept/{token_in(families.receipt_of(record))}/").content.decode()
    assert "10 de abril de 2026" in page
    assert not OutboxMail.objects.filter(text__contains="consentimiento").exclude(to="mother@family.example").exists()


def test_no_catalogue_holds_words_for_a_page_that_is_not_there() -> None:
    """A text that nothing says any more is taken out with it."""
    source = catalogues.LOCALE.parents[1]
    texts = [path for kind in ("html", "py", "txt", "toml") for path in source.rglob(f"*.{kind}")]
    whole = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    plain = re.sub(r"{{ (\w+) }}", r"%(\1)s", whole)
    messages = catalogues.messages_in(CATALOGUE.read_text(encoding="utf-8"))
    assert [text for text in messages if text and text.split("\n")[0] not in plain] == []
