"""What machines ask that watch the office. The figures are for the holder of a token, and nobody has one here."""

from tests.access.table import EVERYBODY, Answer, Entry, cells

ENTRIES = (
    Entry("health_alive", EVERYBODY),
    Entry("health_ready", EVERYBODY),
    Entry("metrics", cells(opened=frozenset(), otherwise=Answer.HIDDEN, visitor=Answer.HIDDEN)),
)
