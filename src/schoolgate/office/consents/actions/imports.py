"""Taking in a file of consents: every line is checked, and a file with a fault is not taken in at all."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils.translation import gettext as _

from schoolgate.core import BadInput, Fault
from schoolgate.office.clock import day_of
from schoolgate.office.consents import identities, permissions
from schoolgate.office.consents.actions import withdrawing
from schoolgate.office.consents.models import ConsentImport, ConsentRecord, Way
from schoolgate.office.ledger import actions as ledger
from schoolgate.office.ledger.students import student_code
from schoolgate.office.people.models import User
from schoolgate.office.seals import SealedFiles
from schoolgate.policy.consents import Consent, plain, read_consents
from schoolgate.policy.pack import PolicyPack
from schoolgate.policy.versions import current_pack

MAX_LINES = 20_000
COLUMNS = ("student_id", "elements", "recipient", "purpose", "signer", "signed_on", "expires_on", "revoked_on")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: how many consents were new, known already, and newly withdrawn."""

    kept: int
    known: int
    revoked: int


def take_in(*, name: str, content: bytes, by: User, at: datetime) -> Taken:
    """Take in a file in the form of `consents.csv`. Raises Forbidden, and BadInput with the fault of every line.

    A consent that is known already is not kept twice; one that the file shows as withdrawn is withdrawn.
    """
    permissions.may_keep(by).require()
    consents = _read(content, current_pack(day_of(at)))
    stored = SealedFiles().put([content])
    with transaction.atomic():
        source = ConsentImport.objects.create(
            name=name, sha256=stored.sha256, key=stored.key, lines=len(consents), kept=0, revoked=0, at=at, by=by
        )
        fresh = {record.identity: record for record in (_record(one, source, at) for one in consents)}
        not_revoked = ConsentRecord.objects.select_for_update().filter(revoked_on=None)
        held = dict(not_revoked.in_bulk(list(fresh), field_name="identity"))
        all_known = set(ConsentRecord.objects.filter(identity__in=list(fresh)).values_list("identity", flat=True))
        ended = [held[key] for key, record in fresh.items() if key in held and record.revoked_on is not None]
        new = [record for key, record in fresh.items() if key not in all_known]
        ConsentRecord.objects.bulk_create(new, batch_size=_BATCH)
        for record in ended:
            withdrawing.end(record, fresh[record.identity].revoked_on or day_of(at), by.as_actor, at, how="file")
        source.kept, source.revoked = len(new), len(ended)
        source.save(update_fields=["kept", "revoked"])
        details = {"sha256": stored.sha256, "lines": len(consents), "kept": len(new), "revoked": len(ended)}
        ledger.append(event="consent.imported", subject=f"consents:{source.pk}", by=by.as_actor, at=at, details=details)
    withdrawing.refresh_requests({record.recipient for record in fresh.values()}, at)
    return Taken(len(new), len(consents) - len(new), len(ended))


def _read(content: bytes, pack: PolicyPack) -> tuple[Consent, ...]:
    with TemporaryDirectory(prefix="consents-") as folder:
        path = Path(folder) / "consents.csv"
        path.write_bytes(content)
        consents = read_consents(path, pack=pack)
    if len(consents) > MAX_LINES:
        message = _("The file holds more than %(most)d lines.") % {"most": MAX_LINES}
        raise BadInput.at("consents.csv", message, _("Cut it into several files."), rule="consents.too-many")
    faults = list(_number_faults(consents, pack))
    if faults:
        raise BadInput(faults)
    return consents


def _number_faults(consents: Iterable[Consent], pack: PolicyPack) -> Iterable[Fault]:
    """Yield a fault for each line whose number has the form of none. Whether it is somebody's is never looked up."""
    number = re.compile(f"(?:{pack.bps_number})|(?:{pack.state_number})")
    for consent in consents:
        if not number.fullmatch(consent.student_id):
            message = _("This is neither a BPS student number nor a state student number.")
            mend = _("Write the number as the district gave it.")
            yield Fault("consents.csv", consent.line, "student_id", "consents.number", message, mend)


def _record(consent: Consent, source: ConsentImport, at: datetime) -> ConsentRecord:
    code = student_code(consent.student_id)
    return ConsentRecord(
        student_code=code,
        student_sealed=identities.sealed_student(consent.student_id),
        elements=list(consent.elements),
        recipient=consent.recipient,
        recipient_plain=plain(consent.recipient),
        purpose=consent.purpose,
        signer=consent.signer or "",
        signed_on=consent.signed_on,
        expires_on=consent.expires_on,
        revoked_on=consent.revoked_on,
        revoked_at=None if consent.revoked_on is None else at,
        signer_barred=consent.signer_barred,
        way=Way.IMPORT,
        source=source,
        identity=_identity(consent, code),
        kept_at=at,
    )


def _identity(consent: Consent, code: str) -> str:
    said = [code, *consent.elements, plain(consent.recipient), plain(consent.purpose)]
    said += [str(part) for part in (consent.signer, consent.signed_on, consent.expires_on, consent.signer_barred)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
