"""An agreement as a tagged PDF (PDF/UA-1), the same bytes every time for the same words."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import typst
from django.utils.translation import override

from schoolgate.core import CheckFailed, Fault
from schoolgate.office.agreements.models import Signature
from schoolgate.office.agreements.texts import OFFICE, Text

_SOURCE = Path(__file__).with_name("agreement.typ")


@dataclass(frozen=True, slots=True)
class SignatureLines:
    """One signature as the page of signatures shows it."""

    side: str
    name: str
    position: str
    day: str
    method: str
    authentication: str
    recorded: str


def paper(text: Text, signatures: Iterable[Signature], at: datetime) -> bytes:
    """Return the PDF of a text with its signatures, if there are any; `at` is the time the PDF names as its own.

    Raises CheckFailed where it can't be made accessible, such as for a character that no font here can show.
    """
    with override("en"):
        lines = [asdict(_lines(signature)) for signature in signatures]
    document = {**asdict(text), "wording": text.version, "office": OFFICE, "sha256": text.sha256, "signatures": lines}
    try:
        made = typst.compile(
            _SOURCE.read_bytes(),
            format="pdf",
            pdf_standards="ua-1",
            timestamp=at.astimezone(UTC).replace(microsecond=0),
            ignore_system_fonts=True,
            sys_inputs={"agreement": json.dumps(document, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        mend = "Write the text in characters of Latin, Greek or Cyrillic script."
        raise CheckFailed([Fault("agreement", None, None, "agreement.pdf", str(error), mend)]) from error
    return bytes(made)


def _lines(signature: Signature) -> SignatureLines:
    return SignatureLines(
        side=f"For {signature.get_side_display()}",
        name=signature.name,
        position=signature.position or "not stated",
        day=f"{signature.signed_on:%B} {signature.signed_on.day}, {signature.signed_on.year}",
        method=str(signature.get_method_display()),
        authentication=signature.authentication,
        recorded=signature.at.isoformat(timespec="seconds"),
    )
