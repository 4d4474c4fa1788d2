"""Documents handed in with a request."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from schoolgate.office.people.models import User
from schoolgate.office.requests import permissions
from schoolgate.office.requests.models import Attachment, AttachmentKind, DataRequest
from schoolgate.office.requests.moves import locked, note
from schoolgate.office.seals import SealedFiles


def attach(
    *,
    request: DataRequest,
    kind: AttachmentKind,
    name: str,
    media_type: str,
    chunks: Iterable[bytes],
    by: User,
    at: datetime,
) -> Attachment:
    """Keep a document. Its type and size were checked by whoever took it in."""
    permissions.may_write_message(by, request).require()
    stored = SealedFiles().put(chunks)
    with transaction.atomic():
        current = locked(request.pk)
        attachment = Attachment.objects.create(
            request=current,
            kind=kind,
            name=name,
            media_type=media_type,
            size=stored.size,
            sha256=stored.sha256,
            key=stored.key,
            added_at=at,
            added_by=by,
        )
        details = {"kind": kind.value, "sha256": stored.sha256, "size": stored.size}
        note(current, "request.document_added", by=by, at=at, details=details)
    return attachment


@transaction.atomic
def remove(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Take a document back. Its seal stays until the request is gone, for the ledger speaks of it."""
    current = locked(attachment.request_id)
    permissions.may_write(by, current).require()
    Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=at)
    note(current, "request.document_removed", by=by, at=at, details={"sha256": attachment.sha256})


def remove_all(request: DataRequest) -> None:
    """Remove the documents of a draft that is thrown away. Runs in the caller's transaction."""
    keys = list(request.attachments.values_list("key", flat=True))
    request.attachments.all().delete()

    def remove_files() -> None:
        for key in keys:
            SealedFiles().remove(key)

    transaction.on_commit(remove_files)
