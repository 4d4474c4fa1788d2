"""Agreements: analysts write them, the party and a releaser sign, the office reads, nobody else knows of them."""

from tests.access.table import OFFICE, ONES_OWN, Answer, Entry, Ground, Who, cells
from tests.agreements import TERMS, make_out

from schoolgate.office.agreements.actions import documents, drafting
from schoolgate.office.agreements.actions.documents import HandedIn
from schoolgate.office.agreements.models import DocumentKind
from schoolgate.office.agreements.wordings import Kind
from schoolgate.office.clock import now

_READERS = OFFICE | {Who.OWNER}
_READ = cells(opened=_READERS, otherwise=Answer.HIDDEN)
_ANALYST = cells(opened=frozenset({Who.ANALYST}), otherwise=Answer.FORBIDDEN)


def _acted_on_by(*who: Who) -> dict[Who, Answer]:
    """Return a row for an act: those who see the agreement are told no, the others of nothing."""
    return {
        **cells(opened=frozenset(who), otherwise=Answer.HIDDEN),
        **dict.fromkeys(_READERS - {*who}, Answer.FORBIDDEN),
    }


ENTRIES = (
    Entry("agreements", ONES_OWN),
    Entry("agreement_begin", _ANALYST),
    Entry("agreement", _READ),
    Entry("agreement_edit", _ANALYST, records={"agreement_id": "agreement_draft"}),
    Entry("agreement_sign", _acted_on_by(Who.OWNER, Who.RELEASER)),
    Entry("agreement_act", _acted_on_by(Who.ANALYST), method="POST", records={"verb": "agreement_verb"}),
    Entry("agreement_pdf", _READ),
    Entry("agreement_document", _READ),
    Entry(
        "agreement_check",
        _acted_on_by(Who.RELEASER),
        method="POST",
        form={"verdict": "refuse", "remark": "It can't be read."},
    ),
)


def plant(ground: Ground) -> None:
    """Plant an agreement that is out with a scan of it, and one that is only drafted."""
    owner, analyst, at = ground.people[Who.OWNER], ground.people[Who.ANALYST], now()
    out = make_out(owner, analyst, at=at)
    file = HandedIn(DocumentKind.SCAN, "word-of-the-scan.pdf", "application/pdf", [b"%PDF-"])
    scan = documents.add(agreement=out, file=file, by=owner, at=at)
    draft = drafting.draft(kind=Kind.NDA, party=owner, by=analyst, at=at, terms=TERMS)
    ground.records |= {
        "agreement_id": out.pk,
        "agreement_draft": draft.pk,
        "agreement_verb": "withdraw",
        "document_id": scan.pk,
    }
    ground.guarded |= {"word-of-the-scan": _READERS, str(out.pk): _READERS, str(draft.pk): OFFICE}
