"""Pieces of work that are killed, each with the office it needs and what is looked at afterwards.

`make` prepares; `work` does what is left to do, as a person would who looks first; `look` tells what is there.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import consents as families
from tests.agreements import make_out, sign
from tests.office import AT, ROSTER, make_draft, make_person, make_submitted, signed_in
from tests.office_releases import approve, hand_over, make_started, run_build

from schoolgate.office.agreements.models import Agreement, Side, Signature
from schoolgate.office.builds import actions as builds
from schoolgate.office.builds import running
from schoolgate.office.builds.models import Build, BuildFile
from schoolgate.office.clock import day_of
from schoolgate.office.consents.models import ConsentAsk, ConsentRecord
from schoolgate.office.consents.texts import text_of
from schoolgate.office.deliveries import actions as deliveries
from schoolgate.office.deliveries import selectors as delivered
from schoolgate.office.deliveries.models import Delivery, Download
from schoolgate.office.ledger.models import LedgerRow
from schoolgate.office.ledger.verification import verify
from schoolgate.office.mail.models import OutboxMail
from schoolgate.office.people.models import Role, User
from schoolgate.office.requests.models import Attachment, DataRequest
from schoolgate.office.seals import SealedFiles
from schoolgate.office.seals.keys import named
from schoolgate.policy.versions import current_pack
from schoolgate.policy.vocabulary import RequesterKind
from schoolgate.warehouse.store import Store

Look = dict[str, object]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3_000  # three pieces of a sealed file


@dataclass(frozen=True, slots=True)
class Scene:
    """A piece of work, with what goes before it and what is looked at after."""

    make: Callable[[], object]
    work: Callable[[], object]
    look: Callable[[], Look]


def _events(*told: str) -> list[str]:
    return [event for event in LedgerRow.objects.values_list("event", flat=True) if event in told]


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def _sealed() -> set[str]:
    return _files(Path(settings.SCHOOLGATE_HOME) / "sealed")


def _person(email: str, *roles: Role) -> User:
    return make_person(email, *roles)


# A build, and its delivery.
def _make_started() -> None:
    analyst = _person("ana@district.example", Role.ANALYST)
    builds.ask(request=make_started(_person("rosa@example.org"), analyst), by=analyst, at=AT)


def _build() -> None:
    running.run(Build.objects.get().pk, lambda: AT)


def _make_approved() -> None:
    analyst = _person("ana@district.example", Role.ANALYST)
    request = make_started(_person("rosa@example.org"), analyst)
    reviewers = [_person(f"r{nth}@district.example", Role.REVIEWER) for nth in range(2)]
    _person("rel@district.example", Role.RELEASER)
    approve(run_build(request, analyst), *reviewers)


def _deliver() -> None:
    if not Delivery.objects.exists():
        build = Build.objects.select_related("request__owner", "asked_by").get()
        hand_over(build, User.objects.get(email="rel@district.example"))


def _look_at_release() -> Look:
    building = Path(settings.SCHOOLGATE_HOME) / "building"
    kept = {key for rows in (BuildFile.objects, Delivery.objects) for key in rows.values_list("key", flat=True)}
    build, files = Build.objects.get(), _sealed()
    return {
        "build": build.state,
        "request": DataRequest.objects.get().state,
        "files": BuildFile.objects.count(),
        "missing": len(kept - files),
        "clear": len([path for path in building.rglob("*") if path.suffix != ".lock"]) if building.exists() else 0,
        "spare": len(files - kept),
        "deliveries": Delivery.objects.count(),
        "out": build.out_at is not None,
        "told": OutboxMail.objects.filter(key__startswith="delivery:").count(),
        "events": _events("request.built", "request.delivered"),
        "chain": verify().fault is None,
    }


# A copy that its recipient downloads, by the page.
def _make_accepted() -> None:
    _make_approved()
    _deliver()
    owner = User.objects.get(email="rosa@example.org")
    TOTP.activate(owner, generate_totp_secret())
    deliveries.accept(delivery=Delivery.objects.get(), name="Rosa", by=owner, at=AT, has_second_factor=True)


def _got() -> Path:
    return Path(settings.SCHOOLGATE_HOME) / "got.zip"


def _take_home() -> None:
    if not _got().exists():
        delivery = Delivery.objects.get()
        _save(signed_in(delivery.recipient).post(reverse("delivery_download", args=[delivery.pk])))


def _save(answer: object) -> None:
    """Keep what a browser keeps: the file under its name once it is whole."""
    aside = _got().with_suffix(".cut")
    pieces: Iterable[bytes] = answer.streaming_content  # type: ignore[attr-defined]  # it streams
    with aside.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    aside.rename(_got())


def _look_at_download() -> Look:
    delivery = Delivery.objects.get()
    raw = _got().read_bytes() if _got().exists() else b""
    return {
        "counted": Download.objects.count(),
        "sent": Download.objects.exclude(sent_at=None).count(),
        "is_home": _got().exists(),
        "is_whole": hashlib.sha256(raw).hexdigest() == delivery.sha256,
        "is_sealed": (delivered.copies_folder() / delivery.key).is_file(),
        "events": _events("delivery.downloaded"),
        "again": len(_events("delivery.download_repeated")),
        "chain": verify().fault is None,
    }


# A document that is handed in with a draft, by the page, and opened again.
def _make_drafted() -> None:
    make_draft(_person("rosa@example.org"))


def _rosa() -> Client:
    return signed_in(User.objects.get(email="rosa@example.org"))


def _hand_in() -> None:
    if not Attachment.objects.exists():
        address = reverse("request_edit", args=[DataRequest.objects.get().pk, "evidence"])
        _rosa().post(address, {"document": SimpleUploadedFile("map.png", PICTURE), "document_kind": "other"})


def _look_at_document() -> Look:
    found = list(Attachment.objects.all())
    files = _sealed()
    return {
        "documents": len(found),
        "whole": [b"".join(SealedFiles().read(one.key)) == PICTURE for one in found],
        "events": _events("request.document_added"),
        "half": len([name for name in files if name.endswith(".part")]),
        "spare": len(files - {one.key for one in found}),
        "chain": verify().fault is None,
    }


def _make_document() -> None:
    _make_drafted()
    _hand_in()


def _open_document() -> None:
    if not _got().exists():
        _save(_rosa().get(reverse("attachment", args=[Attachment.objects.get().pk])))


def _look_at_opened() -> Look:
    got = _got().read_bytes() if _got().exists() else None
    return {**_look_at_document(), "is_home": got is not None, "is_whole": got == PICTURE}


# An agreement that the second side signs, by the page, which concludes and seals it.
def _make_half_signed() -> None:
    partner, analyst = _person("pat@partner.example"), _person("ana@district.example", Role.ANALYST)
    _person("rel@district.example", Role.RELEASER)
    sign(make_out(partner, analyst), Side.REQUESTER, partner)


def _sign() -> None:
    agreement = Agreement.objects.get()
    if not agreement.signatures.filter(side=Side.DISTRICT).exists():
        said = {"name": "Rel Releaser", "agreed": "on", "text_sha256": agreement.text_sha256}
        releaser = signed_in(User.objects.get(email="rel@district.example"))
        releaser.post(reverse("agreement_sign", args=[agreement.pk]), said)


def _look_at_agreement() -> Look:
    agreement = Agreement.objects.get()
    files = _sealed()
    paper = b"".join(SealedFiles().read(agreement.signed_key)) if agreement.signed_key else b""
    return {
        "state": agreement.state,
        "signatures": Signature.objects.count(),
        "is_sealed": paper.startswith(b"%PDF-") and b"OfficeSeal" in paper,
        "events": _events("agreement.signed", "agreement.concluded"),
        "told": OutboxMail.objects.filter(key__contains=":concluded").count(),
        "half": len([name for name in files if name.endswith(".part")]),
        "spare": len(files - named()),
        "chain": verify().fault is None,
    }


# A family that signs by its link, and comes back by that of its receipt to withdraw.
def _make_asked() -> None:
    analyst = _person("ana@district.example", Role.ANALYST)
    store = Store(Path(str(settings.SCHOOLGATE_STORE)))
    pupil, *others = families.young(store, day_of(AT)), *families.pupils(store, day_of(AT))[-3:]
    partner = make_person("pat@partner.example", kind=RequesterKind.PARTNER, organisation=families.RECIPIENT)
    make_submitted(
        partner, ROSTER.with_(school_years=("2025-26",)), numbers=tuple(one.number for one in (pupil, *others))
    )
    asked, token = families.ask(pupil, analyst, AT)
    said = {f"part-{element}": "yes" for element in asked.elements} | {"part-course_marks": "no"}
    said |= {"birth_date": pupil.birth_date.isoformat(), "name": "Mo Mother", "agreed": "on"}
    said["text_sha256"] = text_of(asked, current_pack(day_of(AT))).sha256
    _letter().write_text(json.dumps({"token": token, "said": said}), encoding="utf-8")


def _letter() -> Path:
    """Return what lies at the family's home: the link that was mailed, and what they will answer."""
    return Path(settings.SCHOOLGATE_HOME) / "letter.json"


def _sign_consent() -> None:
    letter = json.loads(_letter().read_text(encoding="utf-8"))
    address = reverse("consent_sign", args=[letter["token"]])
    client = Client()
    if client.get(address).status_code == HTTPStatus.OK:
        client.post(address, letter["said"])


def _look_at_consent() -> Look:
    records, asked = list(ConsentRecord.objects.all()), ConsentAsk.objects.get()
    receipts = OutboxMail.objects.filter(key__endswith=":receipt")
    return {
        "records": [[one.elements, one.denied] for one in records],
        "answered": asked.answered_at is not None and asked.record in records,
        "receipts": receipts.count(),
        "links": [one.keeper_digest is not None for one in records],
        "withdrawn": [one.revoked_on is not None for one in records],
        "failures": asked.failures,
        "events": _events("consent.signed", "consent.withdrawn"),
        "chain": verify().fault is None,
    }


def _make_consented() -> None:
    _make_asked()
    _sign_consent()
    token = families.token_in(OutboxMail.objects.get(key__endswith=":receipt"))
    _letter().write_text(json.dumps({"token": token}), encoding="utf-8")


def _withdraw_consent() -> None:
    address = reverse("consent_kept", args=[json.loads(_letter().read_text(encoding="utf-8"))["token"]])
    client = Client()
    if b"<form" in client.get(address).content:
        client.post(address)


SCENES = {
    "build": Scene(_make_started, _build, _look_at_release),
    "deliver": Scene(_make_approved, _deliver, _look_at_release),
    "download": Scene(_make_accepted, _take_home, _look_at_download),
    "upload": Scene(_make_drafted, _hand_in, _look_at_document),
    "open": Scene(_make_document, _open_document, _look_at_opened),
    "sign": Scene(_make_half_signed, _sign, _look_at_agreement),
    "consent": Scene(_make_asked, _sign_consent, _look_at_consent),
    "withdraw": Scene(_make_consented, _withdraw_consent, _look_at_consent),
}
