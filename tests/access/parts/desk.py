"""The desk: for those who work in the office; acts for those whose role they are."""

from tests.access.table import OFFICE, Answer, Entry, Who, cells

_OFFICE = cells(opened=OFFICE, otherwise=Answer.FORBIDDEN)
_ANALYST = cells(opened=frozenset({Who.ANALYST}), otherwise=Answer.FORBIDDEN)

ENTRIES = (
    Entry("desk", _OFFICE),
    Entry("desk_enter", _ANALYST),
    Entry("desk_request", _OFFICE),
    Entry("desk_act", _ANALYST, method="POST", form={"note-text": "hello"}),
)
