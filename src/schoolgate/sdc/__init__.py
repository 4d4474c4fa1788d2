"""Statistical disclosure control: tables in, protected tables and their proof out."""

from schoolgate.sdc.audit import Exposure, audit
from schoolgate.sdc.dimensions import Dimension, flat_dimension, hierarchy
from schoolgate.sdc.known import KnownTable
from schoolgate.sdc.linked_verification import verify_linked
from schoolgate.sdc.margins import Margins
from schoolgate.sdc.printed import PublishedTable
from schoolgate.sdc.proofs import Alternative, Proof
from schoolgate.sdc.protection import ProtectedTable, protect
from schoolgate.sdc.rules import NOTPUB, PRIMARY, PUB, SECONDARY, Level, Rule, Status, Sums, Zeros
from schoolgate.sdc.tables import CountTable
from schoolgate.sdc.verification import verify

__all__ = [
    "NOTPUB",
    "PRIMARY",
    "PUB",
    "SECONDARY",
    "Alternative",
    "CountTable",
    "Dimension",
    "Exposure",
    "KnownTable",
    "Level",
    "Margins",
    "Proof",
    "ProtectedTable",
    "PublishedTable",
    "Rule",
    "Status",
    "Sums",
    "Zeros",
    "audit",
    "flat_dimension",
    "hierarchy",
    "protect",
    "verify",
    "verify_linked",
]
