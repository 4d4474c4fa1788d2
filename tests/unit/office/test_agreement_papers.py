import io
from dataclasses import replace

import pypdf
import pytest
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings
from tests.agreements import TERMS, make_out, sign_both
from tests.office import AT

from schoolgate.core import CheckFailed
from schoolgate.office.agreements import office_seal, papers
from schoolgate.office.agreements.models import Agreement
from schoolgate.office.agreements.texts import Text
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.people.models import User
from schoolgate.office.seals import SealedFiles


def bytes_of(key: str) -> bytes:
    return b"".join(SealedFiles().read(key))


def signed(partner: User, analyst: User, releaser: User) -> tuple[Agreement, bytes]:
    agreement = sign_both(make_out(partner, analyst), releaser)
    return agreement, bytes_of(agreement.signed_key)


def trusting_the_office() -> ValidationContext:
    certificate = load_cert_from_pemder(str(office_seal.pair().certificate))  # type: ignore[no-untyped-call]  # pyHanko's
    return ValidationContext(trust_roots=[certificate], allow_fetching=False)


@pytest.mark.parametrize("kind", Kind)
def test_a_paper_is_tagged_names_its_language_and_holds_every_clause(partner: User, analyst: User, kind: Kind) -> None:
    agreement = make_out(partner, analyst, kind)
    reader = pypdf.PdfReader(io.BytesIO(bytes_of(agreement.paper_key)))
    root = reader.trailer["/Root"].get_object()
    assert isinstance(root, pypdf.generic.DictionaryObject)
    marks = root["/MarkInfo"]
    assert isinstance(marks, pypdf.generic.DictionaryObject)
    assert str(marks["/Marked"]) == "True"
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]) == "en"
    assert reader.xmp_metadata is not None
    assert b"pdfuaid:part" in bytes(reader.xmp_metadata.stream.get_data())
    shown = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    text = Text.of(agreement.text or {})
    for clause in text.clauses:
        assert clause.title in shown
        assert " ".join(clause.text.split())[:60] in shown


def test_the_same_words_make_the_same_bytes(partner: User, analyst: User) -> None:
    text = Text.of(make_out(partner, analyst).text or {})
    assert papers.paper(text, (), AT) == papers.paper(text, (), AT)


def test_words_of_a_requester_are_words_and_no_markup(partner: User, analyst: User) -> None:
    agreement = make_out(partner, analyst, terms=replace(TERMS, organisation='#panic("x") *Harbor* $1 <a>'))
    reader = pypdf.PdfReader(io.BytesIO(bytes_of(agreement.paper_key)))
    assert '#panic("x") *Harbor* $1 <a>' in reader.pages[0].extract_text().replace("“", '"').replace("”", '"')


def test_a_script_that_no_font_here_shows_is_refused_with_a_word(partner: User, analyst: User) -> None:
    with pytest.raises(CheckFailed):
        make_out(partner, analyst, terms=replace(TERMS, organisation="海港補習社"))


def test_the_sealed_paper_is_valid_whole_and_names_both_signatures(
    partner: User, analyst: User, releaser: User
) -> None:
    agreement, pdf = signed(partner, analyst, releaser)
    [seal] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    found = validate_pdf_signature(seal, trusting_the_office())
    assert (found.valid, found.intact, found.trusted) == (True, True, True)
    assert seal.sig_object["/Reason"] == f"Agreement {agreement.pk}, text {agreement.text_sha256}"
    shown = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for part in ("Pat Partner", "Rel Releaser", "April 10, 2026", "signed in by password"):
        assert part in " ".join(shown.split())


def test_a_changed_byte_of_the_sealed_paper_is_seen(partner: User, analyst: User, releaser: User) -> None:
    _agreement, pdf = signed(partner, analyst, releaser)
    changed = bytearray(pdf)
    at = pdf.index(b"stream") + 20
    changed[at] ^= 1
    [seal] = PdfFileReader(io.BytesIO(bytes(changed))).embedded_signatures
    assert not validate_pdf_signature(seal, trusting_the_office()).intact


def test_the_key_lies_encrypted_and_for_its_owner_alone(partner: User, analyst: User, releaser: User) -> None:
    signed(partner, analyst, releaser)
    key = office_seal.pair().key
    assert b"ENCRYPTED" in key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0


def test_an_office_without_a_key_signs_nothing_half(
    partner: User, analyst: User, releaser: User, settings: Settings, tmp_path: object
) -> None:
    settings.SCHOOLGATE_IS_DEMO = False
    settings.SCHOOLGATE_HOME = tmp_path
    agreement = make_out(partner, analyst)
    with pytest.raises(CheckFailed):
        sign_both(agreement, releaser)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.signatures.count()) == ("out", 1)
