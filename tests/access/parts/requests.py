"""Requests: their owners write and read them, the office reads what was submitted, nobody else knows of them."""

from django.core.files.base import ContentFile
from tests.access.table import OFFICE, ONES_OWN, Answer, Entry, Ground, Who, cells
from tests.office import AT, NUMBERS, ROSTER, TABLE, make_draft, make_submitted

from schoolgate.office.requests.actions import attachments, thread
from schoolgate.office.requests.models import AttachmentKind

_READ = cells(opened=OFFICE | {Who.OWNER}, otherwise=Answer.HIDDEN)
_OWNER = cells(opened=frozenset({Who.OWNER}), otherwise=Answer.HIDDEN)
_ACT = {**_OWNER, **dict.fromkeys(OFFICE, Answer.FORBIDDEN)}  # the office sees the request, but acts at the desk
_DRAFT = {"request_id": "draft"}

ENTRIES = (
    Entry("home", ONES_OWN),
    Entry("request_begin", ONES_OWN),
    Entry("request", _READ),
    Entry("attachment", _READ),
    Entry("request_act", _ACT, method="POST", records={"verb": "own_verb"}),
    Entry("request_edit", _OWNER, records=_DRAFT),
    Entry("request_review", _OWNER, records=_DRAFT),
    Entry("request_discard", _OWNER, method="POST", records={"request_id": "thrown_away"}),
    Entry(
        "request_document_remove",
        _OWNER,
        method="POST",
        records={**_DRAFT, "attachment_id": "draft_document"},
    ),
)


def plant(ground: Ground) -> None:
    """Plant a submitted request with document and note, drafts, and the words by which they would be known."""
    owner = ground.people[Who.OWNER]
    known = ROSTER.with_(use="Word of the submitted request.", school_agreements="")
    submitted = make_submitted(owner, TABLE.with_(use="Word of the submitted request."))
    draft = make_draft(owner, known.with_(use="Word of the draft."), numbers=NUMBERS)
    thread.note(request=submitted, text="Word of the note.", by=ground.people[Who.ANALYST], at=AT)
    documents = [
        attachments.attach(
            request=request,
            kind=AttachmentKind.OTHER,
            name=f"{name}.pdf",
            media_type="application/pdf",
            chunks=ContentFile(b"%PDF-" + name.encode()).chunks(),
            by=owner,
            at=AT,
        )
        for request, name in ((submitted, "word-of-the-document"), (draft, "word-of-the-draft"))
    ]
    ground.records |= {
        "request_id": submitted.pk,
        "draft": draft.pk,
        "thrown_away": make_draft(owner).pk,
        "attachment_id": documents[0].pk,
        "draft_document": documents[1].pk,
        "step": "purpose",
        "verb": "note",
        "own_verb": "withdraw",
    }
    readers = OFFICE | {Who.OWNER}
    ground.guarded |= {
        "Word of the submitted request.": readers,
        str(submitted.reference): readers,
        "word-of-the-document": readers,
        "Word of the note.": OFFICE,
        "Word of the draft.": frozenset({Who.OWNER}),
        "word-of-the-draft": frozenset({Who.OWNER}),
        NUMBERS[0]: frozenset(),
    }
