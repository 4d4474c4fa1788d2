"""Statistical disclosure control: tables in, protected tables and their proof out."""

from schoolgate.sdc.audit import Exposure, Model, Programmes, audit
from schoolgate.sdc.dimensions import Dimension, flat_dimension, hierarchy
from schoolgate.sdc.frames import to_frame
from schoolgate.sdc.known import KnownTable
from schoolgate.sdc.linked_verification import verify_linked
from schoolgate.sdc.margins import Margins
from schoolgate.sdc.printed import PublishedTable
from schoolgate.sdc.proofs import Alternative, Proof
from schoolgate.sdc.protection import ProtectedTable, protect
from schoolgate.sdc.report import report_html
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
    "Model",
    "Programmes",
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
    "report_html",
    "to_frame",
    "verify",
    "verify_linked",
]
