"""The front door: open to everybody."""

from tests.access.table import EVERYBODY, Entry

ENTRIES = tuple(Entry(name, EVERYBODY) for name in ("front", "public_data", "guide", "elsewhere"))
