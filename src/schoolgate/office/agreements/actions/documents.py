"""Documents beside an agreement: scans of the signed paper, memoranda, contracts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from schoolgate.office.agreements import permissions, transitions
from schoolgate.office.agreements.actions import telling
from schoolgate.office.agreements.models import Agreement, Document, DocumentKind
from schoolgate.office.agreements.transitions import Step
from schoolgate.office.people.models import User
from schoolgate.office.seals import SealedFiles


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file whose type and size were checked by whoever took it in."""

    kind: DocumentKind
    name: str
    media_type: str
    chunks: Iterable[bytes]


def add(*, agreement: Agreement, file: HandedIn, by: User, at: datetime) -> Document:
    """Keep a document. A scan is for an agreement that is out for signature, and waits for its check."""
    permissions.may_add_document(by, agreement).require()
    stored = SealedFiles().put(file.chunks)
    with transaction.atomic():
        current = telling.locked(agreement.pk)
        if file.kind is DocumentKind.SCAN:
            transitions.require(Step.HAND_IN, current.state)
        document = Document.objects.create(
            agreement=current,
            kind=file.kind,
            name=file.name,
            media_type=file.media_type,
            size=stored.size,
            sha256=stored.sha256,
            key=stored.key,
            added_at=at,
            added_by=by,
        )
        details = {"kind": file.kind.value, "sha256": stored.sha256, "size": stored.size}
        telling.note(current, "agreement.document_added", by=by, at=at, details=details)
    return document
