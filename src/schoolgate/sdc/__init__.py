"""Statistical disclosure control: tables in, protected tables and their proof out."""

from schoolgate.sdc.dimensions import Dimension, flat_dimension, hierarchy
from schoolgate.sdc.margins import Margins
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
    "Level",
    "Margins",
    "Proof",
    "ProtectedTable",
    "Rule",
    "Status",
    "Sums",
    "Zeros",
    "flat_dimension",
    "hierarchy",
    "protect",
    "verify",
]
