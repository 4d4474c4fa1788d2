"""What a consent says, word for word, and the digest that is signed with it."""

import hashlib
import json
from dataclasses import asdict, dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from schoolgate.office.consents.models import ConsentAsk
from schoolgate.office.requests.words import word
from schoolgate.policy.pack import PolicyPack


@dataclass(frozen=True, slots=True)
class Part:
    """One element that may be granted or denied on its own."""

    element: str
    label: str


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What is asked, of whom, for what, until when, in the language in which it is read.

    Only the parts that are asked for stand in it (D3).
    """

    language: str
    recipient: str
    purpose: str
    until: str
    parts: tuple[Part, ...]
    promise: str

    @property
    def sha256(self) -> str:
        """The digest of the text as canonical JSON in UTF-8."""
        document = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(document.encode()).hexdigest()


def title_of(element: str, pack: PolicyPack) -> str:
    """Return how an element is called in the language that is spoken now. The titles themselves stand in the pack."""
    known = pack.element(element)
    return element if known is None else _(known.title)


def text_of(ask: ConsentAsk, pack: PolicyPack) -> ConsentText:
    """Return the text of what somebody is asked to sign, in the language that is spoken now."""
    return ConsentText(
        language=get_language() or "en",
        recipient=ask.recipient,
        purpose=str(word(ask.purpose)),
        until=ask.expires_on.isoformat(),
        parts=tuple(Part(element, title_of(element, pack)) for element in ask.elements),
        promise=_("You may withdraw this consent at any time, in whole, without giving a reason."),
    )
