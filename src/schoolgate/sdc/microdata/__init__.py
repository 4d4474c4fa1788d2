"""De-identified student-level files: every combination of quasi-identifiers is shared by at least k rows.

from schoolgate.sdc import microdata

spec = microdata.Spec(k=10, quasi_identifiers=(microdata.Hierarchy.bands("grade", {"high": ("09", "10")}),))
result = microdata.anonymise(frame, spec, seed=7)
assert not microdata.check(result.frame, spec)
"""

from schoolgate.sdc.microdata.anonymise import Anonymised, anonymise
from schoolgate.sdc.microdata.check import Reading, check
from schoolgate.sdc.microdata.codes import KeyMap, assign_codes
from schoolgate.sdc.microdata.hierarchy import MARK, Hierarchy
from schoolgate.sdc.microdata.loss import AttributeLoss, Loss
from schoolgate.sdc.microdata.report import Candidate, Report
from schoolgate.sdc.microdata.risk import Before, Homogeneity, SmallValue
from schoolgate.sdc.microdata.spec import Diversity, Recoding, Sensitive, Spec

__all__ = [
    "MARK",
    "Anonymised",
    "AttributeLoss",
    "Before",
    "Candidate",
    "Diversity",
    "Hierarchy",
    "Homogeneity",
    "KeyMap",
    "Loss",
    "Reading",
    "Recoding",
    "Report",
    "Sensitive",
    "SmallValue",
    "Spec",
    "anonymise",
    "assign_codes",
    "check",
]
